using System.Security.Cryptography;

namespace DePin.Benchmark.Machine.Kernels;

/// <summary>SHA-256 over random data that fits in a core's own cache: the rate at which outputs and images can be hashed.</summary>
internal sealed class Sha256Kernel : IKernel
{
    public const string Method = "SHA-256 of 64 KiB of random data, as outputs are hashed";

    private const int Size = 64 * 1024;

    private readonly byte[] _data = RandomNumberGenerator.GetBytes(Size);
    private readonly byte[] _digest = new byte[SHA256.HashSizeInBytes];
    private readonly byte[] _expected;

    public Sha256Kernel()
    {
        // In small pieces, so that the expected value takes another way through the implementation than the measured one.
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (byte[] piece in _data.Chunk(1000))
        {
            hash.AppendData(piece);
        }

        _expected = hash.GetHashAndReset();
    }

    public long Step()
    {
        SHA256.HashData(_data, _digest);
        return Size;
    }

    public void Verify()
    {
        if (!_digest.AsSpan().SequenceEqual(_expected))
        {
            throw new WrongResultException("two SHA-256 computations over the same bytes differ");
        }
    }

    public void Dispose()
    {
    }
}
