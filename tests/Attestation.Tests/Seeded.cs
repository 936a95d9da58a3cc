using System.Globalization;
using System.Security.Cryptography;

namespace DePin.Attestation.Tests;

/// <summary>Random numbers that can be had again: the seed is printed, and <c>DEPIN_SEED</c> gives it back.</summary>
internal static class Seeded
{
    public static Random Random()
    {
        string? given = Environment.GetEnvironmentVariable("DEPIN_SEED");
        int seed = given is null ? RandomNumberGenerator.GetInt32(int.MaxValue) : int.Parse(given, CultureInfo.InvariantCulture);
        TestContext.Out.WriteLine($"DEPIN_SEED={seed}");
        return new Random(seed);
    }

    public static Hash32 NextHash(this Random random) => new(random.NextBytes(Hash32.Size));

    public static Address NextAddress(this Random random) => new(random.NextBytes(Address.Size));

    public static ulong NextUInt64(this Random random) => BitConverter.ToUInt64(random.NextBytes(sizeof(ulong)));

    public static byte[] NextBytes(this Random random, int count)
    {
        byte[] bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }
}
