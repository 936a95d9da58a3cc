namespace DePin.Benchmark.Kernels;

/// <summary>What a family's products ask of sizes and of the operands' layout.</summary>
/// <param name="TileRows"><c>m</c> is a multiple of it.</param>
/// <param name="TileColumns"><c>n</c> is a multiple of it.</param>
/// <param name="SlabBytes"><c>k_bytes</c> is a multiple of it.</param>
/// <param name="BlockRowsA">The <c>block_rows</c> that A is made with; 0 is row-major.</param>
/// <param name="BlockRowsB">The <c>block_rows</c> that B is made with; 0 is row-major.</param>
public sealed record GemmShape(uint TileRows, uint TileColumns, uint SlabBytes, uint BlockRowsA, uint BlockRowsB);
