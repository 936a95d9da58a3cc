using System.Runtime.InteropServices;
using DePin.Attestation;
using DePin.Benchmark.Kernels;
using DePin.Benchmark.Proof.Streams;

namespace DePin.Ptx.Tests.Kernels;

/// <summary>Operands: elements of the stream in each layout, with and without zeros behind a row.</summary>
internal static class OperandChecks
{
    private const int FirstRow = 24;

    public static IEnumerable<KernelCheck> All(PtxFamily family) => family.Elements.Select(element => new KernelCheck(
        $"operand of {element}",
        [$"operand_{element.ToString().ToLowerInvariant()}"],
        gpu => Fault(gpu, element, 40, 192, 192, 0)
            ?? Fault(gpu, element, 130, 192, 256, 0)
            ?? Fault(gpu, element, 256, 192, 256, 128)
            ?? Fault(gpu, element, 256, 384, 384, 256)));

    private static string? Fault(Gpu gpu, KernelElement element, int rows, int streamBytes, int rowBytes, int blockRows)
    {
        byte[] key = new byte[Hash32.Size];
        gpu.Random.NextBytes(key);
        ulong output = gpu.Device.Allocate(rows * rowBytes);
        gpu.LaunchEach(
            $"operand_{element.ToString().ToLowerInvariant()}",
            (ulong)(rows * rowBytes / 64),
            output,
            gpu.Device.Allocate<byte>(key),
            FirstRow,
            (ulong)rows,
            (ulong)streamBytes,
            (ulong)rowBytes,
            (ulong)blockRows);
        byte[] expected = new byte[rows * rowBytes], stream = Stream(new Hash32(key), (FirstRow + rows) * streamBytes);
        for (int row = 0; row < rows; row++)
        {
            for (int k = 0; k < streamBytes; k++)
            {
                int at = ((FirstRow + row) * streamBytes) + k;
                expected[Matrix.Place(row, k, rowBytes, blockRows)] = Byte(element, stream, at);
            }
        }

        return KernelCheck.Difference<byte>($"{rows} rows of {rowBytes} in blocks of {blockRows}", gpu.Device.Memory(output), expected);
    }

    private static byte Byte(KernelElement element, byte[] stream, int at) => element switch
    {
        KernelElement.Int8 => stream[at],
        KernelElement.Fp8 => (stream[at] & 0x7f) == 0x7f ? (byte)(stream[at] - 1) : stream[at],
        _ => (byte)(Matrix.Bits(element, BitConverter.ToInt16(stream, at & ~1) >> 7) >> (8 * (at & 1))),
    };

    private static byte[] Stream(Hash32 key, int bytes)
    {
        uint[] words = new uint[bytes / 4];
        ChaCha.Words32(key, 8, words);
        return MemoryMarshal.AsBytes<uint>(words).ToArray();
    }
}
