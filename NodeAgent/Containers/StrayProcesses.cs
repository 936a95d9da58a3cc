using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace DePin.NodeAgent.Containers;

/// <summary>
/// What runs of a container that the engine takes for not running. An engine that was killed in the middle of a start never learns what it
/// started: after its restart it calls the container created, answers a stop with success and stops nothing, and removes the container
/// without ending its processes. They are found by the container's id in the names of their control groups (cgroups(7)), and the program
/// that keeps a half-started one for the engine, containerd's shim, by the id in its command line.
/// </summary>
internal sealed partial class StrayProcesses(TimeProvider time)
{
    private const int Sigkill = 9;
    private const int MostLooks = 200;
    private const string Shim = "containerd-shim";
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Returns when none is left, which is mostly at once.</summary>
    /// <param name="container">The engine's id.</param>
    /// <param name="withShim">For a container that the engine never saw running: nobody else will end its shim.</param>
    /// <exception cref="IOException">They do not go.</exception>
    public async Task EndAsync(string container, bool withShim, CancellationToken token)
    {
        List<int> left = Find(container, withShim);
        for (int look = 0; left.Count > 0; look++)
        {
            if (look == MostLooks)
            {
                throw new IOException(
                    $"process {left[0]} of container {container}, which the container engine has forgotten, cannot be ended: "
                    + Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError()));
            }

            foreach (int process in left)
            {
                _ = Kill(process, Sigkill);
            }

            await Task.Delay(_pause, time, token);
            left = Find(container, withShim);
        }
    }

    private static List<int> Find(string container, bool withShim)
    {
        List<int> found = [];
        foreach (string directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out int process)
                && (Read(directory, "cgroup").Contains(container, StringComparison.Ordinal)
                    || (withShim && IsShim(Read(directory, "cmdline"), container))))
            {
                found.Add(process);
            }
        }

        return found;
    }

    private static bool IsShim(string commandLine, string container)
    {
        string[] words = commandLine.Split('\0');
        return Path.GetFileName(words[0]).StartsWith(Shim, StringComparison.Ordinal) && words.Contains(container);
    }

    /// <summary>Empty of a process that is gone; a dead one whose parent has not looked yet has no control group.</summary>
    private static string Read(string directory, string file)
    {
        try
        {
            return File.ReadAllText(Path.Combine(directory, file), Encoding.Latin1);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    // https://man7.org/linux/man-pages/man2/kill.2.html
    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);
}
