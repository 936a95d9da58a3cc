using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using DePin.NodeAgent.Containers.Engine.Json;

namespace DePin.NodeAgent.Containers.Devices;

/// <summary>
/// Finds out from outside whether a container may open device nodes: <see cref="DeviceProbeProgram"/> asks the kernel from within its
/// control group. The image needs nothing for it, and the job can neither see nor forge the answer.
/// </summary>
internal sealed class DeviceProbe(TimeProvider time)
{
    /// <summary>The program makes a handful of system calls.</summary>
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(5);

    private readonly Lazy<MemoryProgram> _program = new(() => new MemoryProgram("depin-device-probe", DeviceProbeProgram.Executable()));

    /// <param name="container">One that runs.</param>
    /// <param name="nodes">Device nodes of this machine, at most <see cref="DeviceProbeProgram.MaxNodes"/>.</param>
    /// <param name="token">Gives up.</param>
    public async Task<DeviceAccess> AskAsync(ContainerInfo container, IReadOnlyList<string> nodes, CancellationToken token)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(nodes.Count, DeviceProbeProgram.MaxNodes);
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64)
        {
            return new DeviceAccess.Unknown("the probe is written for x86-64 machines");
        }

        try
        {
            string? folder = await FolderAsync(container, token);
            return folder is null
                ? new DeviceAccess.Unknown("the container's control group cannot be seen from here")
                : Meaning(await RunAsync([Path.Combine(folder, "cgroup.procs"), .. nodes], token), nodes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or Win32Exception)
        {
            return new DeviceAccess.Unknown($"the probe cannot be run: {e.Message}");
        }
    }

    private static async Task<string?> FolderAsync(ContainerInfo container, CancellationToken token)
    {
        string process = string.Create(CultureInfo.InvariantCulture, $"/proc/{container.State.Pid}/cgroup");
        string? folder = CgroupFolder.Find(
            await File.ReadAllLinesAsync("/proc/self/mountinfo", token), await File.ReadAllLinesAsync(process, token), "devices");

        // The engine's numbers of processes may not be ours, as from within a container: its groups carry the container's id.
        return folder is not null && folder.Contains(container.Id, StringComparison.Ordinal) ? folder : null;
    }

    private static DeviceAccess Meaning(int? exitCode, IReadOnlyList<string> nodes) => exitCode switch
    {
        0 => new DeviceAccess.Open(),
        { } number when number > 0 && number <= nodes.Count => new DeviceAccess.Refused(nodes[number - 1]),
        > DeviceProbeProgram.CannotEnter and <= byte.MaxValue => new DeviceAccess.Unknown(
            "the probe could not enter the container's control group: "
            + Marshal.GetPInvokeErrorMessage(exitCode.Value - DeviceProbeProgram.CannotEnter)),
        { } other => new DeviceAccess.Unknown(string.Create(CultureInfo.InvariantCulture, $"the probe ended with {other}")),
        null => new DeviceAccess.Unknown($"the probe did not end within {_limit.TotalSeconds:0} s"),
    };

    /// <returns>Null when it did not end in time.</returns>
    private async Task<int?> RunAsync(string[] arguments, CancellationToken token)
    {
        using CancellationTokenSource limit = new(_limit, time);
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, token);
        using Process process = Process.Start(new ProcessStartInfo(_program.Value.Path, arguments))!;
        try
        {
            await process.WaitForExitAsync(both.Token);
            return process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            token.ThrowIfCancellationRequested();
            return null;
        }
    }
}
