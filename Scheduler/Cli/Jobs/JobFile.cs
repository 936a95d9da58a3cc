using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;

namespace DePin.Scheduler.Cli.Jobs;

/// <summary>A job file that was read and is right: what it says, and its own bytes.</summary>
/// <param name="Name">As the user named it, for messages.</param>
internal sealed record JobFile(string Name, byte[] Bytes, JobSpec Spec)
{
    public const string StandardInput = "-";

    public string MediaType => Bytes.AsSpan().TrimStart(" \t\r\n"u8) is [(byte)'{', ..] ? "application/json" : "application/yaml";

    /// <param name="path">A file, or <c>-</c> for standard input.</param>
    /// <exception cref="CommandException">Too large, or wrong: one line for each mistake, with its place.</exception>
    public static async Task<JobFile> ReadAsync(string path, CancellationToken token)
    {
        await using Stream stream = path == StandardInput ? Console.OpenStandardInput() : File.OpenRead(path);
        byte[] buffer = new byte[WireLimits.JobBodyBytes + 1];
        int length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, token);
        if (length == buffer.Length)
        {
            throw new CommandException(
                ExitCode.Usage,
                $"{path} is larger than {WireLimits.JobBodyBytes} bytes",
                "Large data belongs into --input, not into the job file.");
        }

        byte[] bytes = buffer[..length];
        return new JobFile(path, bytes, Check(path, bytes));
    }

    /// <summary>The same job with another name and further inputs. It is checked anew; its lines are then no longer the user's.</summary>
    public JobFile With(string? name, IReadOnlyDictionary<ContainerPath, ContentHash> inputs)
    {
        if (name is null && inputs.Count == 0)
        {
            return this;
        }

        Dictionary<ContainerPath, ContentHash> all = Spec.Inputs.ToDictionary();
        foreach ((ContainerPath target, ContentHash hash) in inputs)
        {
            all[target] = hash;
        }

        JobSpec changed = Spec with { Name = name ?? Spec.Name, Inputs = new ValueMap<ContainerPath, ContentHash>(all) };
        byte[] bytes = changed.ToCanonicalJson();
        return new JobFile(Name, bytes, Check($"{Name} with --name and --input", bytes));
    }

    private static JobSpec Check(string name, byte[] bytes)
    {
        JobSpecResult result = JobSpecReader.Read(bytes);
        return result.IsValid
            ? result.Spec
            : throw new CommandException(
                ExitCode.Usage,
                $"{name} has {result.Errors.Count} mistake{(result.Errors.Count == 1 ? "" : "s")}; nothing was submitted",
                "Put them right and submit again.",
                Failure.Lines(name, result.Errors));
    }
}
