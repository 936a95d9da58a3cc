using System.Text;
using DePin.Attestation.Messages;
using DePin.Benchmark.Proof;
using DePin.Benchmark.Proof.Transcripts;

namespace DePin.Benchmark.Tests.Proof;

/// <summary>Files meant to cost the verifier more than they may.</summary>
[NonParallelizable]
public sealed class ExhaustionTests
{
    private static readonly GemmChallenge _gemm = ProofSample.Gemm;
    private static readonly VramChallenge _vram = ProofSample.Vram;

    private static readonly (PogChallenge, string)[] _absurd =
    [
        (_gemm with { M = uint.MaxValue }, "m"),
        (_gemm with { M = 0 }, "m"),
        (_gemm with { M = 131072 }, "m"),
        (_gemm with { N = 96 }, "n"),
        (_gemm with { N = 32 }, "n"),
        (_gemm with { K = uint.MaxValue }, "k"),
        (_gemm with { K = 131072 }, "k"),
        (_gemm with { K = 100 }, "k"),
        (_gemm with { K = 0 }, "k"),
        (_gemm with { K = 65536, Arithmetic = Arithmetic.Fp16 }, "k"),
        (_gemm with { Rounds = uint.MaxValue }, "rounds"),
        (_gemm with { Rounds = 0 }, "rounds"),
        (_gemm with { Openings = uint.MaxValue }, "openings"),
        (_gemm with { Openings = 0 }, "openings"),
        (_gemm with { Deadline = uint.MaxValue }, "deadline"),
        (_vram with { Lines = ulong.MaxValue }, "lines"),
        (_vram with { Lines = 0 }, "lines"),
        (_vram with { Work = uint.MaxValue }, "work"),
        (_vram with { Lanes = uint.MaxValue }, "lanes"),
        (_vram with { Lanes = 8 }, "lanes"),
        (_vram with { Steps = uint.MaxValue }, "steps"),
        (_vram with { Openings = 1024, Steps = 1024, Work = 256 }, "openings × steps × work"),
        (_vram with { Rounds = 1025 }, "rounds"),
        (_vram with { FillDeadline = 0 }, "fillDeadline"),
    ];

    [TestCaseSource(nameof(_absurd))]
    public void An_absurd_size_is_refused_by_its_name_before_anything_is_computed((PogChallenge Challenge, string Field) absurd)
    {
        ProofTranscript transcript = ProofSample.Committed(ProofSample.Signed(absurd.Challenge), new byte[64], new byte[64]);
        byte[] file = transcript.ToJson();
        long before = GC.GetAllocatedBytesForCurrentThread();
        ProofVerdict verdict = ProofVerifier.Verify(file, ProofExpectations.None);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        ProofRejection rejection = ((ProofVerdict.Rejected)verdict).Rejection;
        Assert.That(rejection, Is.TypeOf<ProofRejection.Parameter>(), rejection.ToString());
        Assert.That(((ProofRejection.Parameter)rejection).Field, Is.EqualTo(absurd.Field));
        Assert.That(allocated, Is.LessThan(200_000));
    }

    private static readonly (string Name, string Text)[] _files =
    [
        ("deep", new string('{', 1_000_000)),
        ("deep in a member", "{\"format\":" + string.Concat(Enumerable.Repeat("{\"a\":", 300_000))),
        ("long list", "{\"roots\":[" + string.Concat(Enumerable.Repeat("[],", 600_000)) + "[]]}"),
        ("many members", "{" + string.Concat(Enumerable.Range(0, 100_000).Select(i => $"\"m{i}\":0,")) + "\"x\":0}"),
        ("long name", "{\"" + new string('n', 2_000_000) + "\":0}"),
        ("long number", "{\"challenge\":{\"message\":{\"proof\":\"gemm\",\"m\":" + new string('9', 2_000_000) + "}}}"),
        ("long text", "{\"format\":\"" + new string('f', 2_000_000) + "\"}"),
        ("too long", new string(' ', ProofTranscript.MaxBytes + 1)),
    ];

    [TestCaseSource(nameof(_files))]
    public void A_file_of_any_shape_takes_a_bounded_amount_of_memory((string Name, string Text) file)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(file.Text);
        long before = GC.GetAllocatedBytesForCurrentThread();
        ProofVerdict verdict = ProofVerifier.Verify(bytes, ProofExpectations.None);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        TestContext.Out.WriteLine($"{file.Name}: {allocated} bytes for {bytes.Length}");
        Assert.That(((ProofVerdict.Rejected)verdict).Rejection, Is.TypeOf<ProofRejection.Malformed>());
        Assert.That(((ProofVerdict.Rejected)verdict).Rejection.Text, Has.Length.LessThan(1000));
        // The reader's complaint repeats a name, in characters of two bytes, a few times.
        Assert.That(allocated, Is.LessThan(16 * ProofTranscript.MaxBytes));
    }

    [Test]
    public void The_verifiers_memory_does_not_depend_on_what_was_challenged()
    {
        long small = Verifying(_gemm with { Openings = 4 });
        long large = Verifying(_gemm with { M = 65536, N = 65536, K = 65536, Openings = 4 });
        long largeMemory = Verifying(_vram with { Lines = ProofLimits.MaxLines, Lanes = ProofLimits.MaxLanes, Openings = 4 });
        TestContext.Out.WriteLine($"{small}, {large}, {largeMemory} bytes");
        Assert.That(large, Is.LessThan(small + 20_000));
        Assert.That(largeMemory, Is.LessThan(small));
    }

    /// <summary>What a whole verification allocates: of random openings, since nobody here can compute the honest ones.</summary>
    private static long Verifying(PogChallenge challenge)
    {
        uint leaves = challenge is GemmChallenge gemm ? gemm.M / 16 * (gemm.N / 16) : ((VramChallenge)challenge).Lanes;
        int depth = System.Numerics.BitOperations.Log2(leaves);
        byte[] openings = new byte[challenge.Openings * 32 * (1 + depth)];
        ProofTranscript transcript = ProofSample.Committed(ProofSample.Signed(challenge), new byte[challenge.Rounds * 32], openings);
        _ = ProofVerifier.Verify(transcript, ProofExpectations.None);
        long before = GC.GetAllocatedBytesForCurrentThread();
        ProofVerdict verdict = ProofVerifier.Verify(transcript, ProofExpectations.None);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.That(((ProofVerdict.Rejected)verdict).Rejection, Is.TypeOf<ProofRejection.Leaf>());
        return allocated;
    }
}
