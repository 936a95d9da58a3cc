namespace DePin.Benchmark.Kernels;

/// <summary>How many blocks a kernel is launched with.</summary>
public abstract record KernelGrid
{
    private KernelGrid()
    {
    }

    /// <summary>Any number: the threads stride over the data together.</summary>
    public sealed record Strided : KernelGrid;

    /// <summary>Any number: each block does the same amount of work of its own.</summary>
    public sealed record Independent : KernelGrid;

    /// <summary>As many threads as there are items, rounded up to whole blocks.</summary>
    /// <param name="Items">What an item is, in terms of the parameters.</param>
    public sealed record Each(string Items) : KernelGrid
    {
        /// <exception cref="OverflowException">More blocks than a grid has: 2^31 - 1.</exception>
        public static uint Blocks(ulong items, uint blockThreads) => checked((uint)(int)((items + blockThreads - 1) / blockThreads));
    }

    /// <summary>One block for each tile of the product, exactly.</summary>
    public sealed record Tiles(uint Rows, uint Columns) : KernelGrid
    {
        public uint Blocks(uint m, uint n) => checked(m / Rows * (n / Columns));
    }

    /// <summary>Any number, as many as the GPU has multiprocessors: each block takes tile after tile.</summary>
    public sealed record Resident(uint Rows, uint Columns) : KernelGrid
    {
        public uint Blocks(uint m, uint n, uint multiprocessors) => Math.Min(multiprocessors, checked(m / Rows * (n / Columns)));
    }
}
