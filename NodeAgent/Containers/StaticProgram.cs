using System.Buffers.Binary;

namespace DePin.NodeAgent.Containers;

/// <summary>
/// An x86-64 Linux executable around machine code, static and of one segment, written byte by byte (ELF-64, System V ABI chapter 4):
/// there is no registry to get one from, and a compiler is no dependency of a node.
/// </summary>
internal static class StaticProgram
{
    private const int HeaderBytes = 64;
    private const int SegmentBytes = 56;
    private const ulong LoadAddress = 0x400000;

    /// <param name="code">Runs from its first byte; position independent.</param>
    public static byte[] Around(ReadOnlySpan<byte> code)
    {
        byte[] file = new byte[HeaderBytes + SegmentBytes + code.Length];
        WriteHeader(file);
        WriteSegment(file.AsSpan(HeaderBytes), (ulong)file.Length);
        code.CopyTo(file.AsSpan(HeaderBytes + SegmentBytes));
        return file;
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
