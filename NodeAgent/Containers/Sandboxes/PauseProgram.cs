using System.Buffers.Binary;
using System.Formats.Tar;
using System.Security.Cryptography;

namespace DePin.NodeAgent.Containers.Sandboxes;

/// <summary>
/// The program that holds a network namespace open: an x86-64 Linux executable of 129 bytes that sleeps until it is killed. Written
/// here byte by byte (ELF-64, System V ABI chapter 4), because there is no registry to pull it from and a compiler is no dependency
/// of a node.
/// </summary>
internal static class PauseProgram
{
    /// <summary>Where it lies in its image.</summary>
    public const string Path = "/pause";

    /// <summary>The only machine it is written for, as the engine names it.</summary>
    public const string Architecture = "x86_64";

    private const int HeaderBytes = 64;
    private const int SegmentBytes = 56;
    private const ulong LoadAddress = 0x400000;

    // again: mov eax, 34 (pause); syscall; jmp again
    private static ReadOnlySpan<byte> Code => [0xB8, 34, 0, 0, 0, 0x0F, 0x05, 0xEB, 0xF7];

    /// <summary>The first twelve digits of its SHA-256: a changed program is another image.</summary>
    public static string Version { get; } = Convert.ToHexStringLower(SHA256.HashData(Executable()))[..12];

    public static byte[] Executable()
    {
        byte[] file = new byte[HeaderBytes + SegmentBytes + Code.Length];
        WriteHeader(file);
        WriteSegment(file.AsSpan(HeaderBytes), (ulong)file.Length);
        Code.CopyTo(file.AsSpan(HeaderBytes + SegmentBytes));
        return file;
    }

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

    // e_ident: 64-bit, little-endian, version 1, System V; then ET_EXEC, EM_X86_64.
    private static void WriteHeader(Span<byte> header)
    {
        ((ReadOnlySpan<byte>)[0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1, 0]).CopyTo(header);
        BinaryPrimitives.WriteUInt16LittleEndian(header[16..], 2);
        BinaryPrimitives.WriteUInt16LittleEndian(header[18..], 62);
        BinaryPrimitives.WriteUInt32LittleEndian(header[20..], 1);
        BinaryPrimitives.WriteUInt64LittleEndian(header[24..], LoadAddress + HeaderBytes + SegmentBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(header[32..], HeaderBytes);
        BinaryPrimitives.WriteUInt16LittleEndian(header[52..], HeaderBytes);
        BinaryPrimitives.WriteUInt16LittleEndian(header[54..], SegmentBytes);
        BinaryPrimitives.WriteUInt16LittleEndian(header[56..], 1);
    }

    // PT_LOAD, readable and executable, the whole file.
    private static void WriteSegment(Span<byte> segment, ulong length)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(segment, 1);
        BinaryPrimitives.WriteUInt32LittleEndian(segment[4..], 5);
        BinaryPrimitives.WriteUInt64LittleEndian(segment[16..], LoadAddress);
        BinaryPrimitives.WriteUInt64LittleEndian(segment[24..], LoadAddress);
        BinaryPrimitives.WriteUInt64LittleEndian(segment[32..], length);
        BinaryPrimitives.WriteUInt64LittleEndian(segment[40..], length);
        BinaryPrimitives.WriteUInt64LittleEndian(segment[48..], 0x1000);
    }
}
