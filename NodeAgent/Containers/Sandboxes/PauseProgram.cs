using System.Formats.Tar;
using System.Security.Cryptography;

namespace DePin.NodeAgent.Containers.Sandboxes;

/// <summary>
/// The program that holds a network namespace open: a <see cref="StaticProgram"/> of 129 bytes that sleeps until it is killed.
/// </summary>
internal static class PauseProgram
{
    /// <summary>Where it lies in its image.</summary>
    public const string Path = "/pause";

    // again: mov eax, 34 (pause); syscall; jmp again
    private static ReadOnlySpan<byte> Code => [0xB8, 34, 0, 0, 0, 0x0F, 0x05, 0xEB, 0xF7];

    /// <summary>The first twelve digits of its SHA-256: a changed program is another image.</summary>
    public static string Version { get; } = Convert.ToHexStringLower(SHA256.HashData(Executable()))[..12];

    public static byte[] Executable() => StaticProgram.Around(Code);

    /// <summary>The image's only layer: the program.</summary>
    public static byte[] Layer()
    {
        using MemoryStream tar = new();
        using (TarWriter writer = new(tar, TarEntryFormat.Ustar, leaveOpen: true))
        {
            const UnixFileMode executable = UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.GroupRead
                | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
            writer.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, Path[1..])
            {
                DataStream = new MemoryStream(Executable()),
                Mode = executable,
                ModificationTime = DateTimeOffset.UnixEpoch,
            });
        }

        return tar.ToArray();
    }
}
