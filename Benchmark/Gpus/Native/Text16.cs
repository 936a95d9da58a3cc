using System.Runtime.CompilerServices;

namespace DePin.Benchmark.Gpus.Native;

/// <summary>A C array of 16 characters.</summary>
[InlineArray(16)]
internal struct Text16
{
    private byte _first;
}
