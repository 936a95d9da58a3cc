namespace DePin.Benchmark.Kernels;

/// <param name="Name">As in the kernel's source.</param>
/// <param name="Type">As cuLaunchKernel is given it.</param>
public sealed record KernelParameter(string Name, KernelParameterType Type);
