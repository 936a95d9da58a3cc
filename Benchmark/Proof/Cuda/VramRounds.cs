using System.Numerics;
using DePin.Attestation;
using DePin.Attestation.Messages;
using DePin.Benchmark.Gpus.Launching;
using DePin.Benchmark.Proof.Vram;

namespace DePin.Benchmark.Proof.Cuda;

/// <summary>PoG-VRAM's memory, filled, and its rounds on a GPU. All of it goes with the GPU's context.</summary>
internal sealed class VramRounds : IProofRounds
{
    private const ulong ThreadsOfLane = 8;
    private const ulong WordsOfLine = 4;

    private readonly VramChallenge _challenge;
    private readonly GpuStream _stream;
    private readonly GpuTree _tree;
    private readonly RoundKeys _keys;
    private readonly GpuKernel _walk;
    private readonly DeviceBuffer _memory;
    private Hash32? _walked;

    /// <summary>Compiles, takes the memory, and fills it.</summary>
    /// <param name="memoryKey">What it is filled from.</param>
    /// <exception cref="Gpus.Native.CudaException">The GPU does not compute this, or has not the memory.</exception>
    public VramRounds(GpuContext gpu, VramChallenge challenge, Hash32 memoryKey)
    {
        (_challenge, _stream) = (challenge, gpu.CreateStream());
        GpuKernel fill = gpu.Kernel("pog_vram_fill");
        _walk = gpu.Kernel("pog_vram_walk");
        _keys = new RoundKeys(gpu, _stream);
        _tree = new GpuTree(gpu, _stream, BitOperations.Log2(challenge.Lanes));
        _memory = gpu.Allocate((long)challenge.Lines * LineChains.LineBytes);
        _keys.Set(memoryKey);
        fill.Each(_stream, WordsOfLine * challenge.Lines, _memory, _keys.First, challenge.Lines, challenge.Work);
        _stream.Synchronize();
    }

    public int GroupDepth => _tree.GroupDepth;

    public Hash32[] Groups(Hash32 seed, uint round, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        Walk(seed, round);
        return _tree.Groups();
    }

    /// <summary>All lanes walk again: one that is wanted takes as long as all.</summary>
    public Hash32[] Leaves(Hash32 seed, uint round, uint group)
    {
        if (_walked != seed)
        {
            Walk(seed, round);
        }

        return _tree.Group(group);
    }

    private void Walk(Hash32 seed, uint round)
    {
        _keys.Set(ProofHash.Key(VramWork.KeyOfLanes, seed));
        _walk.Each(
            _stream,
            ThreadsOfLane * _challenge.Lanes,
            _tree.Leaves,
            _memory,
            _keys.First,
            _challenge.Lines,
            _challenge.Lanes,
            _challenge.Steps,
            round);
        _stream.Synchronize();
        _walked = seed;
    }
}
