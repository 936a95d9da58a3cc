using DePin.Attestation;
using DePin.Attestation.Messages;
using DePin.Benchmark.Kernels;
using DePin.Benchmark.Proof;

namespace DePin.Ptx.Tests.Kernels;

/// <summary>Rounds of the proofs as a prover on CUDA launches them, in the order of docs/kernels.md.</summary>
internal static class DeviceProver
{
    /// <summary>A round whose product is made in panels of one row of tiles, so that the whole of it is never in memory.</summary>
    public static ProvenRound Gemm(Gpu gpu, GemmChallenge challenge, Hash32 seed, uint round)
    {
        bool bytes = challenge.Arithmetic == Arithmetic.Int8;
        GemmShape shape = gpu.Family.Gemm;
        uint streamBytes = challenge.K * (bytes ? 1u : 2), rowBytes = Up(streamBytes, shape.SlabBytes);
        (uint m, uint n) = (Up(challenge.M, shape.TileRows), Up(challenge.N, shape.TileColumns));
        (string operand, string product) = bytes ? ("operand_int8", "gemm_int8") : ("operand_fp16", "gemm_exact_fp16");
        ulong a = Operand(gpu, operand, ProofHash.Key(0x41, seed), m, streamBytes, rowBytes, shape.BlockRowsA);
        ulong b = Operand(gpu, operand, ProofHash.Key(0x42, seed), n, streamBytes, rowBytes, shape.BlockRowsB);
        uint leafCount = challenge.M / 16 * (challenge.N / 16);
        ulong leaves = gpu.Device.Allocate((int)leafCount * Hash32.Size), panel = gpu.Device.Allocate((int)(shape.TileRows * n * 4));
        for (uint row = 0; row < m; row += shape.TileRows)
        {
            ulong rowsOfA = gpu.Device.Allocate<byte>(gpu.Device.Memory(a).Slice((int)(row * rowBytes), (int)(shape.TileRows * rowBytes)));
            gpu.LaunchProduct(product, panel, rowsOfA, b, shape.TileRows, n, rowBytes);
            (uint tileRows, uint tileColumns) = (Math.Min(shape.TileRows, challenge.M - row) / 16, challenge.N / 16);
            gpu.LaunchEach("pog_gemm_leaves", tileRows * tileColumns, leaves, panel, n, round, row / 16, tileRows, tileColumns);
        }

        return Tree(gpu, leaves, leafCount);
    }

    public static ulong Fill(Gpu gpu, VramChallenge challenge, Hash32 key)
    {
        ulong memory = gpu.Device.Allocate((int)challenge.Lines * 128);
        gpu.LaunchEach("pog_vram_fill", 4 * challenge.Lines, memory, Key(gpu, key), challenge.Lines, challenge.Work);
        return memory;
    }

    public static ProvenRound Walk(Gpu gpu, VramChallenge challenge, ulong memory, Hash32 seed, uint round)
    {
        ulong leaves = gpu.Device.Allocate((int)challenge.Lanes * Hash32.Size), key = Key(gpu, ProofHash.Key(0x4c, seed));
        gpu.LaunchEach(
            "pog_vram_walk", 8 * challenge.Lanes, leaves, memory, key, challenge.Lines, challenge.Lanes, challenge.Steps, round);
        return Tree(gpu, leaves, challenge.Lanes);
    }

    private static ProvenRound Tree(Gpu gpu, ulong leaves, uint count)
    {
        ulong level = leaves;
        for (uint left = count / 2; left > 0; left /= 2)
        {
            ulong parents = gpu.Device.Allocate((int)left * Hash32.Size);
            gpu.LaunchEach("merkle_parents", left, parents, level, left);
            level = parents;
        }

        Hash32[] read = [.. gpu.Device.Memory(leaves).ToArray().Chunk(Hash32.Size).Select(bytes => new Hash32(bytes))];
        return new ProvenRound(read, new Hash32(gpu.Device.Memory(level)));
    }

    private static ulong Operand(Gpu gpu, string name, Hash32 key, uint rows, uint streamBytes, uint rowBytes, uint blockRows)
    {
        ulong output = gpu.Device.Allocate((int)(rows * rowBytes));
        gpu.LaunchEach(name, rows * rowBytes / 64, output, Key(gpu, key), 0, rows, streamBytes, rowBytes, blockRows);
        return output;
    }

    private static ulong Key(Gpu gpu, Hash32 key) => gpu.Device.Allocate<byte>(key.ToArray());

    private static uint Up(uint size, uint multiple) => (size + multiple - 1) / multiple * multiple;
}
