namespace DePin.Benchmark.Machine.Kernels;

/// <summary>A result differs from what arithmetic or storage must give: the machine is to blame.</summary>
internal sealed class WrongResultException(string message) : Exception(message);
