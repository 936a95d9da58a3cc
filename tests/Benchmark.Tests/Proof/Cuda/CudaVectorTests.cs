using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;
using DePin.Attestation;
using DePin.Attestation.Messages;
using DePin.Benchmark.Gpus.Launching;
using DePin.Benchmark.Proof;
using DePin.Benchmark.Proof.Cuda;
using DePin.Benchmark.Proof.Gemm;
using DePin.Benchmark.Proof.Vram;
using DePin.Benchmark.Tests.Gpus.Launching;

namespace DePin.Benchmark.Tests.Proof.Cuda;

/// <summary>The known answers, by what launches the kernels on a GPU.</summary>
public sealed class CudaVectorTests
{
    private static readonly JsonNode _first = JsonNode.Parse(File.ReadAllBytes(ProofVectorTests.Vectors("pog.json")))!;
    private static readonly JsonNode _second = JsonNode.Parse(File.ReadAllBytes(ProofVectorTests.Vectors("pog-2.json")))!;

    [TestCase("7.5")]
    [TestCase("8.0")]
    [TestCase("8.9")]
    [TestCase("9.0")]
    [CancelAfter(60_000)]
    public async Task Int8_rounds_end_in_the_known_roots_and_commitment_and_open_to_the_known_paths(
        string capability, CancellationToken token)
    {
        using SimulatedGpu simulated = await SimulatedGpu.StartAsync(token, ("capability", capability));
        using GpuContext gpu = new(simulated.Cuda, simulated.Gpu);
        JsonNode known = _first["gemm"]!;
        GemmChallenge challenge = ProofSample.Gemm with { M = 128, N = 128, K = 128, Rounds = 2 };
        Hash32 seed = Hash32.Sha256(Encoding.ASCII.GetBytes("pog-gemm/v1" + (string)known["challenge_ascii"]!));
        GemmWork work = new(challenge, seed, new TileKernel(Arithmetic.Int8, 128));
        GemmRounds rounds = new(gpu, challenge);

        ProvenWork proven = new(work, rounds, challenge.Rounds, ProofSample.NoProgress, token);

        Assert.That(new Hash32(proven.Roots.Span[..32]), Is.EqualTo(Hash(known["root_1"])));
        Assert.That(new Hash32(proven.Roots.Span[32..]), Is.EqualTo(Hash(known["root_2"])));
        Assert.That(proven.Commit, Is.EqualTo(Hash(known["commit"])));
        Assert.That(rounds.Leaves(seed, 1, 0)[6], Is.EqualTo(Hash(known["leaf_1_1_2"])), "tile (1, 2)");
    }

    [TestCase("7.5")]
    [TestCase("8.0")]
    [TestCase("8.9")]
    [TestCase("9.0")]
    [CancelAfter(60_000)]
    public async Task Nine_bit_sums_have_the_known_leaf(string capability, CancellationToken token)
    {
        using SimulatedGpu simulated = await SimulatedGpu.StartAsync(token, ("capability", capability));
        using GpuContext gpu = new(simulated.Cuda, simulated.Gpu);
        JsonNode known = _second["gemm"]!;
        GemmRounds rounds = new(gpu, ProofSample.Gemm with { Arithmetic = Arithmetic.Fp16, M = 128, N = 128, K = 192 });

        Assert.That(rounds.Leaves(Hash(known["seed_1"]), 1, 0)[6], Is.EqualTo(Hash(known["leaf_1_1_2"])));
    }

    [Test, CancelAfter(60_000)]
    public async Task Memory_and_walks_are_the_known_ones(CancellationToken token)
    {
        using SimulatedGpu simulated = await SimulatedGpu.StartAsync(token);
        using GpuContext gpu = new(simulated.Cuda, simulated.Gpu);
        JsonNode known = _second["vram"]!;
        VramChallenge challenge = ProofSample.Vram with { Lines = 1000, Work = 64, Lanes = 16, Steps = 5 };
        VramRounds rounds = new(gpu, challenge, Hash(known["memory_key"]));

        Hash32[] groups = rounds.Groups(Hash(known["seed_1"]), 1, token);

        Assert.That(groups, Is.EqualTo(new[] { Hash(known["root_1"]) }));
        Assert.That(rounds.Leaves(Hash(known["seed_1"]), 1, 0)[0], Is.EqualTo(Hash(known["leaf_1_0"])));
    }

    [Test, CancelAfter(60_000)]
    public async Task Words_of_the_memory_are_the_processors(CancellationToken token)
    {
        using SimulatedGpu simulated = await SimulatedGpu.StartAsync(token);
        using GpuContext gpu = new(simulated.Cuda, simulated.Gpu);
        using GpuStream stream = gpu.CreateStream();
        using DeviceBuffer memory = gpu.Allocate(3 * LineChains.LineBytes);
        using PinnedBuffer host = gpu.AllocatePinned(3 * LineChains.LineBytes);
        Hash32 key = ProofSample.SeededRandom().NextHash();
        RoundKeys keys = new(gpu, stream);
        keys.Set(key);
        gpu.Kernel("pog_vram_fill").Each(stream, 12, memory, keys.First, 3ul, 5u);
        stream.CopyFrom(memory, 0, host, host.Length);
        stream.Synchronize();

        uint[] line = new uint[LineChains.LineWords];
        new ComputedLines(key, 5).Read(2, line);
        Assert.That(MemoryMarshal.Cast<byte, uint>(host.Bytes)[(2 * LineChains.LineWords)..].ToArray(), Is.EqualTo(line));
    }

    private static Hash32 Hash(JsonNode? hex) => Hash32.Parse((string)hex! is ['0', 'x', ..] prefixed ? prefixed : "0x" + (string)hex!);
}
