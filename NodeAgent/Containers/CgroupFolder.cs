namespace DePin.NodeAgent.Containers;

/// <summary>Finds the directory of a process's control group, of version 1 or 2 (cgroups(7), proc(5)).</summary>
internal static class CgroupFolder
{
    /// <param name="mountinfo">Lines of <c>/proc/self/mountinfo</c>.</param>
    /// <param name="cgroup">Lines of <c>/proc/PID/cgroup</c>: number, controllers, path.</param>
    /// <param name="controller">Such as <c>pids</c>.</param>
    /// <returns>Null where the hierarchy is not mounted, or the group lies outside of what is.</returns>
    public static string? Find(IReadOnlyList<string> mountinfo, IReadOnlyList<string> cgroup, string controller)
    {
        // A controller that version 1 does not have is with version 2, whose line names none.
        (string Kind, string Path)? group = cgroup.Select(line => line.Split(':', 3)).Where(fields => fields.Length == 3)
            .OrderByDescending(fields => fields[1].Length)
            .Where(fields => fields[1].Length == 0 || fields[1].Split(',').Contains(controller))
            .Select(fields => (fields[1].Length == 0 ? "cgroup2" : "cgroup", fields[2]))
            .Cast<(string, string)?>()
            .FirstOrDefault();
        return group is not { } found ? null : mountinfo
            .Select(line => line.Split(" - ", 2))
            .Where(halves => halves.Length == 2 && IsOf(halves[1].Split(' '), found.Kind, controller))
            .Select(halves => halves[0].Split(' '))
            .Select(fields => Below(fields[3], fields[4], found.Path))
            .FirstOrDefault(folder => folder is not null);
    }

    private static bool IsOf(string[] fields, string kind, string controller) =>
        fields[0] == kind && (kind == "cgroup2" || fields[^1].Split(',').Contains(controller));

    private static string? Below(string root, string mount, string path) =>
        root == "/" ? mount + path
        : path.StartsWith(root + "/", StringComparison.Ordinal) ? mount + path[root.Length..]
        : null;
}
