using System.Numerics;

namespace DePin.Ptx.Tests.Instructions;

/// <summary>The products of one step: rows of A against columns of B, both along k.</summary>
internal static class TensorStep
{
    /// <summary>Where rows of A and columns of B meet.</summary>
    /// <param name="length">Elements along k: a multiple of a vector's.</param>
    public static float Product(ReadOnlySpan<float> a, int row, ReadOnlySpan<float> b, int column, int length)
    {
        ReadOnlySpan<float> left = a.Slice(row * length, length), right = b.Slice(column * length, length);
        Vector<float> sum = default;
        for (int k = 0; k < length; k += Vector<float>.Count)
        {
            sum += new Vector<float>(left[k..]) * new Vector<float>(right[k..]);
        }

        return Vector.Sum(sum);
    }
}
