namespace DePin.Attestation.Keystores;

/// <summary>Cost of scrypt (RFC 7914 §2): memory is 128·R·(N + P) bytes, time grows with N·R·P.</summary>
/// <param name="N">CPU and memory cost, a power of two.</param>
/// <param name="R">Block size.</param>
/// <param name="P">Parallelisation; computed one after another here.</param>
public sealed record ScryptCost(int N, int R, int P)
{
    /// <summary>Half a second and 128 MiB: what ethers writes.</summary>
    public static readonly ScryptCost Default = new(131_072, 8, 1);

    /// <summary>Most memory that is given to a file: twice what geth writes (256 MiB).</summary>
    public const long MaxBytes = 512L * 1024 * 1024;

    /// <summary>Most N·R·P that is computed for a file: four times what geth writes, some seconds.</summary>
    public const long MaxWork = 1L << 23;

    internal long Bytes => 128L * R * ((long)N + P);

    /// <summary>Null, or why these parameters are not computed.</summary>
    internal (KeyFileProblem Problem, string Text)? Refusal()
    {
        if (N < 2 || !int.IsPow2(N) || R < 1 || P < 1)
        {
            return (KeyFileProblem.Corrupt, $"scrypt needs n a power of two above 1 and r, p of at least 1, found n={N} r={R} p={P}");
        }

        // Each factor first, so that the products cannot overflow.
        bool costly = R > MaxWork || P > MaxWork || Bytes > MaxBytes || (long)N * R > MaxWork || (long)N * R * P > MaxWork;
        return costly
            ? (KeyFileProblem.TooCostly, $"scrypt with n={N} r={R} p={P} is more than {MaxBytes >> 20} MiB or n·r·p = {MaxWork}")
            : null;
    }
}
