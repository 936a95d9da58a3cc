using System.Numerics;
using DePin.Attestation;
using DePin.Attestation.Messages;
using DePin.Benchmark.Gpus.Launching;
using DePin.Benchmark.Kernels;
using DePin.Benchmark.Proof.Gemm;

namespace DePin.Benchmark.Proof.Cuda;

/// <summary>
/// PoG-GEMM's rounds on a GPU, in the order of docs/kernels.md: B whole, then A and the product panel by panel, so that what is in memory
/// at once is bounded. Waited for after each panel: that bounds what a wait can last, too. Its memory goes with the GPU's context.
/// </summary>
internal sealed class GemmRounds : IProofRounds
{
    /// <summary>Memory of a panel's rows of A and of C: as many tiles as keep every multiprocessor busy for long.</summary>
    private const long PanelBytes = 512L << 20;

    private const uint ChunkBytes = 64;

    private readonly GemmChallenge _challenge;
    private readonly GemmShape _shape;
    private readonly GpuStream _stream;
    private readonly GpuTree _tree;
    private readonly RoundKeys _keys;
    private readonly GpuKernel _operand;
    private readonly GpuKernel _product;
    private readonly GpuKernel _leaves;
    private readonly DeviceBuffer _a;
    private readonly DeviceBuffer _b;
    private readonly DeviceBuffer _c;
    private readonly uint _streamBytes;
    private readonly uint _rowBytes;
    private readonly uint _columns;
    private readonly uint _panelRows;
    private Hash32? _seedOfB;
    private (Hash32 Seed, uint From, uint To)? _made;

    /// <summary>Compiles, and takes the memory.</summary>
    /// <param name="panelBytes">Of A and C together; one row of tiles is the least.</param>
    /// <exception cref="Gpus.Native.CudaException">The GPU does not compute this, or has not the memory.</exception>
    public GemmRounds(GpuContext gpu, GemmChallenge challenge, long panelBytes = PanelBytes)
    {
        (_challenge, _shape, _stream) = (challenge, gpu.Family.Gemm, gpu.CreateStream());
        bool bytes = challenge.Arithmetic == Arithmetic.Int8;
        (_operand, _product) = bytes
            ? (gpu.Kernel("operand_int8"), gpu.Kernel("gemm_int8"))
            : (gpu.Kernel("operand_fp16"), gpu.Kernel("gemm_exact_fp16"));
        _leaves = gpu.Kernel("pog_gemm_leaves");
        _streamBytes = challenge.K * (uint)RowPanel.ElementSize(challenge.Arithmetic);
        _rowBytes = Up(_streamBytes, _shape.SlabBytes);
        _columns = Up(challenge.N, _shape.TileColumns);
        uint rows = (uint)Math.Min(panelBytes / (_rowBytes + ((long)_columns * sizeof(int))), challenge.M);
        _panelRows = Up(Math.Max(1, rows - (rows % _shape.TileRows)), _shape.TileRows);
        _keys = new RoundKeys(gpu, _stream);
        _tree = new GpuTree(gpu, _stream, BitOperations.Log2(challenge.M / TileKernel.Side) + BitOperations.Log2(TileColumns));
        _b = gpu.Allocate((long)_columns * _rowBytes);
        _a = gpu.Allocate((long)_panelRows * _rowBytes);
        _c = gpu.Allocate((long)_panelRows * _columns * sizeof(int));
    }

    public int GroupDepth => _tree.GroupDepth;

    private uint TileColumns => _challenge.N / TileKernel.Side;

    public Hash32[] Groups(Hash32 seed, uint round, CancellationToken token)
    {
        Rows(seed, round, 0, _challenge.M, token);
        return _tree.Groups();
    }

    /// <summary>The rows of blocks that the group is of, over all columns.</summary>
    public Hash32[] Leaves(Hash32 seed, uint round, uint group)
    {
        const uint BlockRows = GemmWork.BlockSide * TileKernel.Side;
        uint leavesOfRow = TileColumns * GemmWork.BlockSide, first = group << GroupDepth, last = first + (1u << GroupDepth) - 1;
        Rows(seed, round, first / leavesOfRow * BlockRows, ((last / leavesOfRow) + 1) * BlockRows, CancellationToken.None);
        return _tree.Group(group);
    }

    /// <summary>Makes the leaves of these rows of C, unless they are what was made last.</summary>
    private void Rows(Hash32 seed, uint round, uint from, uint to, CancellationToken token)
    {
        if (_made is { } made && made.Seed == seed && made.From <= from && to <= made.To)
        {
            return;
        }

        _made = null;
        _keys.Set(ProofHash.Key(GemmWork.KeyOfA, seed), ProofHash.Key(GemmWork.KeyOfB, seed));
        if (_seedOfB != seed)
        {
            Operand(_b, _keys.Second, 0, _columns, _shape.BlockRowsB);
            _seedOfB = seed;
        }

        for (uint row = from; row < to; row += _panelRows)
        {
            token.ThrowIfCancellationRequested();
            uint taken = Math.Min(_panelRows, to - row), rows = Up(taken, _shape.TileRows), tileRows = taken / TileKernel.Side;
            Operand(_a, _keys.First, row, rows, _shape.BlockRowsA);
            _product.Product(_stream, _c, _a, _b, rows, _columns, _rowBytes);
            _leaves.Each(
                _stream, tileRows * TileColumns, _tree.Leaves, _c, _columns, round, row / TileKernel.Side, tileRows, TileColumns);
            _stream.Synchronize();
        }

        _made = (seed, from, to);
    }

    private void Operand(DeviceBuffer to, DeviceAddress key, uint firstRow, uint rows, uint blockRows) => _operand.Each(
        _stream, (ulong)rows * _rowBytes / ChunkBytes, to, key, firstRow, rows, _streamBytes, _rowBytes, blockRows);

    private static uint Up(uint size, uint multiple) => (size + multiple - 1) / multiple * multiple;
}
