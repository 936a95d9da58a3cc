using System.Text;
using DePin.Protocol.Wire;
using DePin.Scheduler.Client;

namespace DePin.Scheduler.Cli.Outputs;

/// <summary>
/// Where an output goes on this machine. Its path was chosen by a stranger's job: it never leads out of the directory asked for.
/// </summary>
internal static class OutputPath
{
    private const int MaxNameBytes = 255;

    /// <param name="directory">Where the outputs go; it exists.</param>
    /// <param name="path">As the scheduler lists it: relative, with <c>/</c> between names.</param>
    /// <exception cref="UntrustedReplyException">The path is not one that an output may have, or it crosses a symbolic link.</exception>
    public static string Resolve(string directory, string path)
    {
        string[] names = path.Split('/');
        if (Problem(path, names) is { } problem)
        {
            throw Refuse(path, problem);
        }

        string place = Path.GetFullPath(directory);
        foreach (string name in names)
        {
            place = Path.Combine(place, name);
            if (new FileInfo(place).LinkTarget is not null)
            {
                throw Refuse(path, $"{place} is a symbolic link, which could lead anywhere");
            }
        }

        return place;
    }

    private static string? Problem(string path, string[] names) => path switch
    {
        "" => "it is empty",
        { Length: > WireLimits.ArtifactPathLength } => $"it is longer than {WireLimits.ArtifactPathLength} characters",
        _ when path.Any(char.IsControl) => "it has control characters",
        _ when names.Contains("..") => "it leaves the directory",
        _ when names.Any(name => name is "" or ".") => "it is not relative and normalised",
        _ when names.Any(name => Encoding.UTF8.GetByteCount(name) > MaxNameBytes) => $"a name in it is longer than {MaxNameBytes} bytes",
        _ when PartialFile.IsName(names[0]) => "its name is kept for downloads that are not finished",
        _ => null,
    };

    private static UntrustedReplyException Refuse(string path, string problem) =>
        new(
            $"the output '{path}' was refused: {problem}",
            "Nothing was written for it. Give an empty directory of your own with --to, and doubt this job.");
}
