using DePin.Protocol.Jobs;

namespace DePin.Scheduler.Cli.Jobs;

/// <summary>One <c>--input CONTAINER_PATH=SOURCE</c>: where a file goes in the container, and where its content comes from.</summary>
internal abstract record JobInput(ContainerPath Target)
{
    private const string Form =
        "Write it as CONTAINER_PATH=JOB:OUTPUT, e.g. /inputs/model=0x12ab34cd:outputs/model.npz, or CONTAINER_PATH=FILE.";

    /// <exception cref="CommandException">Not of that form.</exception>
    public static JobInput Parse(string text)
    {
        int equals = text.IndexOf('=');
        if (equals <= 0 || equals == text.Length - 1)
        {
            throw new CommandException(ExitCode.Usage, $"--input '{text}' has no source", Form);
        }

        ContainerPath target;
        try
        {
            target = ContainerPath.Parse(text[..equals]);
        }
        catch (FormatException e)
        {
            throw new CommandException(ExitCode.Usage, $"--input: {e.Message}", Form, inner: e);
        }

        string source = text[(equals + 1)..];
        int colon = source.IndexOf(':');
        bool isOutput = colon > 0 && colon < source.Length - 1 && JobFinder.LooksLikeId(source[..colon]);
        return isOutput ? new FromJob(target, source[..colon], source[(colon + 1)..].TrimStart('/')) : new FromFile(target, source);
    }

    /// <summary>An output of an earlier job.</summary>
    /// <param name="Output">Path in that job's container, without the leading slash.</param>
    internal sealed record FromJob(ContainerPath Target, string Job, string Output) : JobInput(Target);

    /// <summary>A file on this machine. One whose name looks like a job's output is written <c>./name</c>.</summary>
    internal sealed record FromFile(ContainerPath Target, string Path) : JobInput(Target);
}
