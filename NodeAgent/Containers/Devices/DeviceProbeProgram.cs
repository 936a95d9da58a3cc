namespace DePin.NodeAgent.Containers.Devices;

/// <summary>
/// The program that asks the kernel on a container's behalf: <c>probe CGROUP.PROCS NODE…</c> moves itself into the control group and asks
/// access(2) for each node, which the kernel answers by the group's device rules without calling the device's driver. It ends with 0, with
/// the number of the first node that was refused (EPERM), or with <see cref="CannotEnter"/> + errno.
/// </summary>
/// <remarks>
/// All of its one page of code and its stack are in memory before it moves, so that it takes no memory from a job that has none left.
/// https://docs.kernel.org/admin-guide/cgroup-v1/devices.html, https://docs.kernel.org/admin-guide/cgroup-v2.html#device-controller
/// </remarks>
internal static class DeviceProbeProgram
{
    /// <summary>Added to the number of the error that kept it out of the control group.</summary>
    public const int CannotEnter = 128;

    public const int MaxNodes = CannotEnter - 1;

    private static ReadOnlySpan<byte> Code =>
    [
        0x48, 0x8B, 0x7C, 0x24, 0x10,              // mov rdi, [rsp+16]: argv[1]
        0xBE, 1, 0, 0, 0,                          // mov esi, O_WRONLY
        0xB8, 2, 0, 0, 0, 0x0F, 0x05,              // open
        0x85, 0xC0, 0x78, 67,                      // test eax, eax; js fail
        0x89, 0xC7,                                // mov edi, eax
        0x48, 0x8D, 0x35, 78, 0, 0, 0,             // lea rsi, [self]: "0" is the writing process
        0xBA, 1, 0, 0, 0,                          // mov edx, 1
        0xB8, 1, 0, 0, 0, 0x0F, 0x05,              // write
        0x85, 0xC0, 0x78, 42,                      // test eax, eax; js fail
        0x48, 0x8D, 0x5C, 0x24, 0x18,              // lea rbx, [rsp+24]: argv[2]
        0x31, 0xED,                                // xor ebp, ebp
        0xFF, 0xC5,                                // next: inc ebp
        0x48, 0x8B, 0x3B,                          // mov rdi, [rbx]
        0x48, 0x83, 0xC3, 8,                       // add rbx, 8
        0x48, 0x85, 0xFF, 0x74, 32,                // test rdi, rdi; jz open
        0xBE, 6, 0, 0, 0,                          // mov esi, R_OK | W_OK
        0xB8, 21, 0, 0, 0, 0x0F, 0x05,             // access
        0x83, 0xF8, 0xFF, 0x75, 0xE1,              // cmp eax, -EPERM; jne next
        0x89, 0xEF, 0xEB, 13,                      // mov edi, ebp; jmp exit
        0xF7, 0xD8,                                // fail: neg eax
        0x0D, 0x80, 0, 0, 0,                       // or eax, 128
        0x89, 0xC7, 0xEB, 2,                       // mov edi, eax; jmp exit
        0x31, 0xFF,                                // open: xor edi, edi
        0xB8, 231, 0, 0, 0, 0x0F, 0x05,            // exit: exit_group
        (byte)'0',                                 // self
    ];

    public static byte[] Executable() => StaticProgram.Around(Code);
}
