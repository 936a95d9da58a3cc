namespace DePin.Benchmark.Machine.Kernels;

/// <summary>
/// A piece of work that one thread repeats for a while. It is made, run and disposed on that thread, so its memory is near that core.
/// </summary>
/// <remarks>
/// Inner loops are compiled with AggressiveOptimization: fully at the first call, so that a short warm-up never ends in the compiler's
/// first draft.
/// </remarks>
internal interface IKernel : IDisposable
{
    /// <summary>Does one step of at most a few milliseconds and returns how much that was, in operations or bytes.</summary>
    long Step();

    /// <summary>Checks the results of the steps so far, outside any measured time.</summary>
    /// <exception cref="WrongResultException">The machine computed or stored something else.</exception>
    void Verify();
}
