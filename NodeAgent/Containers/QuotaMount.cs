namespace DePin.NodeAgent.Containers;

/// <summary>Finds in <c>/proc/self/mountinfo</c> (proc(5)) whether a directory lies on a file system with project quotas.</summary>
internal static class QuotaMount
{
    /// <param name="mountinfo">The file's lines.</param>
    /// <param name="directory">Absolute.</param>
    public static bool Covers(IEnumerable<string> mountinfo, string directory)
    {
        string bestMount = "";
        bool quota = false;
        foreach (string[] fields in mountinfo.Select(line => line.Split(' ')))
        {
            // Of mounts on one point the last is on top.
            if (fields.Length < 10 || !IsUnder(directory, fields[4]) || fields[4].Length < bestMount.Length)
            {
                continue;
            }

            bestMount = fields[4];
            quota = fields[^1].Split(',').Any(option => option is "prjquota" or "pquota");
        }

        return quota;
    }

    private static bool IsUnder(string directory, string mount) =>
        $"{directory}/".StartsWith($"{mount.TrimEnd('/')}/", StringComparison.Ordinal);
}
