using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.InteropServices;
using DePin.NodeAgent.Containers.Devices;

namespace DePin.NodeAgent.Tests.Containers;

/// <summary>
/// The program that asks for a container, in control groups of this test's own: of version 1, whose rules are files, and of version 2,
/// whose rules are a program in the kernel. Both allow <c>/dev/null</c> only.
/// </summary>
public sealed partial class DeviceProbeProgramTests
{
    private const string Version1 = "/sys/fs/cgroup/devices";
    private const string Name = "depin-device-probe-test";

    [Test, CancelAfter(30_000)]
    public async Task Rules_of_version_1_are_asked(CancellationToken token)
    {
        if (!File.Exists(Path.Combine(Version1, "devices.deny")) || !Environment.IsPrivilegedProcess)
        {
            Assert.Ignore("This needs root and control groups of version 1.");
        }

        string group = Path.Combine(Version1, $"{Name}-{Environment.ProcessId}");
        Directory.CreateDirectory(group);
        try
        {
            await File.WriteAllTextAsync(Path.Combine(group, "devices.deny"), "a", token);
            await File.WriteAllTextAsync(Path.Combine(group, "devices.allow"), "c 1:3 rwm", token);
            await AssertAnswersAsync(group, token);
        }
        finally
        {
            Directory.Delete(group);
        }
    }

    [Test, CancelAfter(30_000)]
    public async Task Rules_of_version_2_are_asked(CancellationToken token)
    {
        string mount = Directory.CreateTempSubdirectory("depin-cgroup2-").FullName;
        if (Mount("none", mount, "cgroup2", 0, null) != 0)
        {
            Assert.Ignore($"This needs root and control groups of version 2: {Marshal.GetLastPInvokeErrorMessage()}");
        }

        string group = Path.Combine(mount, $"{Name}-{Environment.ProcessId}");
        Directory.CreateDirectory(group);
        try
        {
            AllowOnlyNull(group);
            await AssertAnswersAsync(group, token);
        }
        finally
        {
            Directory.Delete(group);
            Unmount(mount, 0);
            Directory.Delete(mount);
        }
    }

    [Test, CancelAfter(30_000)]
    public async Task A_group_that_cannot_be_entered_is_no_answer(CancellationToken token) =>
        Assert.That(
            await RunAsync(["/nonexistent/cgroup.procs", "/dev/full"], token), Is.EqualTo(DeviceProbeProgram.CannotEnter + 2), "ENOENT");

    private static async Task AssertAnswersAsync(string group, CancellationToken token)
    {
        string procs = Path.Combine(group, "cgroup.procs");
        Assert.That(await RunAsync([procs, "/dev/null"], token), Is.Zero);
        Assert.That(await RunAsync([procs, "/dev/null", "/dev/full"], token), Is.EqualTo(2), "the second is refused");
        Assert.That(await RunAsync([procs, "/dev/full", "/dev/null"], token), Is.EqualTo(1));
        Assert.That(await RunAsync([procs, "/dev/nonexistent", "/dev/null"], token), Is.Zero, "what is not there is not refused");
    }

    private static async Task<int> RunAsync(string[] arguments, CancellationToken token)
    {
        using MemoryProgram program = new("probe", DeviceProbeProgram.Executable());
        using Process process = Process.Start(new ProcessStartInfo(program.Path, arguments))!;
        await process.WaitForExitAsync(token);
        return process.ExitCode;
    }

    /// <summary>
    /// A device program (bpf(2), BPF_PROG_TYPE_CGROUP_DEVICE) that answers 1 for character device 1:3: r2 = major; r3 = minor; r0 = 0; over
    /// "r0 = 1" unless both are equal; exit.
    /// </summary>
    // SAFETY: both arrays stay in place while the kernel reads them.
    private static unsafe void AllowOnlyNull(string group)
    {
        byte[] code =
        [
            0x61, 0x12, 4, 0, 0, 0, 0, 0, 0x61, 0x13, 8, 0, 0, 0, 0, 0, 0xB7, 0, 0, 0, 0, 0, 0, 0,
            0x55, 2, 2, 0, 1, 0, 0, 0, 0x55, 3, 1, 0, 3, 0, 0, 0, 0xB7, 0, 0, 0, 1, 0, 0, 0, 0x95, 0, 0, 0, 0, 0, 0, 0,
        ];
        byte[] licence = [.. "GPL"u8, 0];
        byte[] load = new byte[128];
        byte[] attach = new byte[128];
        const int device = 15;
        const int attachDevice = 6;

        fixed (byte* instructions = code, text = licence)
        {
            BinaryPrimitives.WriteInt32LittleEndian(load, device);
            BinaryPrimitives.WriteInt32LittleEndian(load.AsSpan(4), code.Length / 8);
            BinaryPrimitives.WriteUInt64LittleEndian(load.AsSpan(8), (ulong)instructions);
            BinaryPrimitives.WriteUInt64LittleEndian(load.AsSpan(16), (ulong)text);
            nint program = Bpf(5, load);
            using var folder = new Microsoft.Win32.SafeHandles.SafeFileHandle(OpenFolder(group, 0x90000, 0), ownsHandle: true);
            BinaryPrimitives.WriteInt32LittleEndian(attach, (int)folder.DangerousGetHandle());
            BinaryPrimitives.WriteInt32LittleEndian(attach.AsSpan(4), (int)program);
            BinaryPrimitives.WriteInt32LittleEndian(attach.AsSpan(8), attachDevice);
            Bpf(8, attach);
            new Microsoft.Win32.SafeHandles.SafeFileHandle(program, ownsHandle: true).Dispose();
        }
    }

    private static nint Bpf(int command, byte[] attributes)
    {
        const nint number = 321;
        nint result = SystemCall(number, command, ref attributes[0], attributes.Length);
        return result >= 0 ? result : throw new IOException($"bpf({command}): {Marshal.GetLastPInvokeErrorMessage()}");
    }

    // https://man7.org/linux/man-pages/man2/mount.2.html
    [LibraryImport("libc", EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Mount(string source, string target, string type, nuint flags, string? data);

    // https://man7.org/linux/man-pages/man2/umount.2.html
    [LibraryImport("libc", EntryPoint = "umount2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Unmount(string target, int flags);

    // https://man7.org/linux/man-pages/man2/open.2.html
    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint OpenFolder(string path, int flags, int mode);

    // https://man7.org/linux/man-pages/man2/bpf.2.html
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, nint command, ref byte attributes, nint size);
}
