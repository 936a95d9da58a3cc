namespace DePin.Ptx.Tests.Instructions;

/// <summary>What tensor cores multiply, as numbers. Products of one step are summed in FP32: exact for 32 signed bytes.</summary>
/// <param name="PerWord">Elements in four bytes.</param>
/// <param name="Integer">Whether sums are 32-bit integers, and FP32 otherwise.</param>
/// <param name="Number">The number that the low bits of a word stand for.</param>
internal sealed record TensorElement(int PerWord, bool Integer, Func<uint, float> Number)
{
    private static readonly float[] _e4m3 = [.. Enumerable.Range(0, 256).Select(E4M3Number)];

    public static TensorElement S8 { get; } = new(4, true, bits => (sbyte)bits);

    public static TensorElement E4M3 { get; } = new(4, false, bits => _e4m3[(byte)bits]);

    public static TensorElement F16 { get; } = new(2, false, bits => (float)BitConverter.UInt16BitsToHalf((ushort)bits));

    public static TensorElement BF16 { get; } = new(2, false, bits => BitConverter.UInt32BitsToSingle(bits << 16));

    public void Decode(ReadOnlySpan<uint> words, Span<float> numbers)
    {
        int bits = 32 / PerWord;
        for (int i = 0; i < words.Length; i++)
        {
            for (int part = 0; part < PerWord; part++)
            {
                numbers[(i * PerWord) + part] = Number(words[i] >> (part * bits));
            }
        }
    }

    /// <summary>A sum's register after a step's products are added.</summary>
    public ulong Add(ulong sum, float products) =>
        Integer ? (uint)((int)sum + (int)products) : FloatInstructions.Bits(FloatInstructions.Number(sum) + products);

    private static float E4M3Number(int code)
    {
        int exponent = code >> 3 & 15, mantissa = code & 7;
        float magnitude = exponent == 0 ? MathF.ScaleB(mantissa, -9)
            : code % 128 == 127 ? float.NaN
            : MathF.ScaleB(8 + mantissa, exponent - 10);
        return code < 128 ? magnitude : -magnitude;
    }
}
