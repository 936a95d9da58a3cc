using DePin.Attestation.Messages;

namespace DePin.Ptx.Tests.Kernels;

/// <summary>Challenges of a size; who asks and who answers does not matter here.</summary>
internal static class Challenges
{
    public static GemmChallenge Gemm(Arithmetic arithmetic, uint m, uint n, uint k) => new()
    {
        Arithmetic = arithmetic,
        Node = default,
        Verifier = default,
        Gpu = default,
        Slot = 0,
        Epoch = 0,
        Nonce = default,
        SecretDigest = default,
        M = m,
        N = n,
        K = k,
        Rounds = 2,
        Openings = 1,
        IssuedAt = 0,
        Deadline = 1,
    };

    public static VramChallenge Vram(ulong lines, uint work, uint lanes, uint steps) => new()
    {
        Node = default,
        Verifier = default,
        Gpu = default,
        Slot = 0,
        Epoch = 0,
        Nonce = default,
        SecretDigest = default,
        StartDigest = default,
        Lines = lines,
        Work = work,
        Lanes = lanes,
        Steps = steps,
        Rounds = 1,
        Openings = 1,
        IssuedAt = 0,
        FillDeadline = 1,
        Deadline = 1,
    };
}
