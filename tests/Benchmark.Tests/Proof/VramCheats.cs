using DePin.Attestation;
using DePin.Attestation.Messages;
using DePin.Benchmark.Proof;
using DePin.Benchmark.Proof.Vram;

namespace DePin.Benchmark.Tests.Proof;

/// <summary>Ways to have less memory than PoG-VRAM asks for.</summary>
/// <param name="digest">The challenge's.</param>
/// <param name="start">What the verifier revealed.</param>
internal sealed class VramCheats(VramChallenge challenge, Hash32 digest, Hash32 start)
{
    public delegate void Reading(ulong line, Span<uint> words);

    public ComputedLines All { get; } = new(VramWork.MemoryKey(digest), challenge.Work);

    /// <summary>Only the first lines are there; the others are read as <paramref name="otherwise"/> says.</summary>
    public IProofWork Holds(ulong lines, Reading otherwise) =>
        new VramWork(challenge, VramWork.SeedOf(digest, start), new Missing(All, lines, otherwise));

    /// <summary>A tenth of the memory is not there and reads as zeros.</summary>
    public IProofWork MissesATenth() => Holds(challenge.Lines * 9 / 10, (_, words) => words.Clear());

    /// <summary>Half of the memory is there, under two addresses each.</summary>
    public IProofWork WrapsAtHalf() =>
        Holds(challenge.Lines / 2, (line, words) => All.Read(line % (challenge.Lines / 2), words));

    private sealed class Missing(ComputedLines all, ulong held, Reading otherwise) : IVramLines
    {
        public void Read(ulong line, Span<uint> words)
        {
            if (line < held)
            {
                all.Read(line, words);
            }
            else
            {
                otherwise(line, words);
            }
        }
    }
}
