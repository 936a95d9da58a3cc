using System.Buffers.Binary;
using DePin.Benchmark.Kernels;

namespace DePin.Ptx.Tests.Kernels;

/// <summary>A matrix of whole numbers, and its bytes as the tensor cores read them. Rows are along k.</summary>
internal sealed class Matrix(int rows, int columns)
{
    private readonly int[] _values = new int[rows * columns];

    public int Rows => rows;

    public int Columns => columns;

    public ref int this[int row, int column] => ref _values[(row * columns) + column];

    /// <summary>Numbers that the element holds exactly, and whose sums FP32 does: any byte, nine bits, or -8 to 7 in FP8.</summary>
    public static Matrix Random(Random random, KernelElement element, int rows, int columns)
    {
        int reach = element switch { KernelElement.Int8 => 128, KernelElement.Fp8 => 8, _ => 256 };
        Matrix matrix = new(rows, columns);
        for (int i = 0; i < rows * columns; i++)
        {
            matrix._values[i] = random.Next(-reach, reach);
        }

        return matrix;
    }

    public static int Size(KernelElement element) => element is KernelElement.Int8 or KernelElement.Fp8 ? 1 : 2;

    /// <summary>The product with another matrix's transpose.</summary>
    public int[] Times(Matrix other)
    {
        int[] product = new int[rows * other.Rows];
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < other.Rows; j++)
            {
                product[(i * other.Rows) + j] = Dot(_values.AsSpan(i * columns, columns), other._values.AsSpan(j * columns, columns));
            }
        }

        return product;
    }

    /// <summary>Its bytes; see operand.h for what a layout in blocks is.</summary>
    /// <param name="blockRows">0 for row-major.</param>
    public byte[] Encode(KernelElement element, uint blockRows)
    {
        int size = Size(element), rowBytes = columns * size;
        byte[] bytes = new byte[rows * rowBytes];
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                Span<byte> place = bytes.AsSpan(Place(row, column * size, rowBytes, (int)blockRows));
                uint bits = Bits(element, this[row, column]);
                if (size == 1)
                {
                    place[0] = (byte)bits;
                }
                else
                {
                    BinaryPrimitives.WriteUInt16LittleEndian(place, (ushort)bits);
                }
            }
        }

        return bytes;
    }

    public static int Place(int row, int k, int rowBytes, int blockRows)
    {
        if (blockRows == 0)
        {
            return (row * rowBytes) + k;
        }

        int block = (row / blockRows * (rowBytes / 128)) + (k / 128), r = row % blockRows, inRow = k % 128;
        return (block * blockRows * 128) + (r / 8 * 1024) + (r % 8 * 128) + (((inRow / 16) ^ (r % 8)) * 16) + (inRow % 16);
    }

    /// <summary>A whole number as an element.</summary>
    public static uint Bits(KernelElement element, int value) => element switch
    {
        KernelElement.Int8 => (byte)value,
        KernelElement.Fp16 => BitConverter.HalfToUInt16Bits((Half)value),
        KernelElement.Bf16 => BitConverter.SingleToUInt32Bits(value) >> 16,
        _ => Fp8Bits(value),
    };

    private static int Dot(ReadOnlySpan<int> left, ReadOnlySpan<int> right)
    {
        int sum = 0;
        for (int k = 0; k < left.Length; k++)
        {
            sum = unchecked(sum + (left[k] * right[k]));
        }

        return sum;
    }

    /// <summary>E4M3: a sign, four bits of exponent over -7, three of mantissa.</summary>
    private static uint Fp8Bits(int value)
    {
        uint magnitude = (uint)Math.Abs(value);
        int exponent = System.Numerics.BitOperations.Log2(magnitude | 1);
        uint code = magnitude == 0 ? 0 : ((uint)(exponent + 7) << 3) | ((magnitude << (3 - exponent)) & 7);
        return code | (value < 0 ? 0x80u : 0);
    }
}
