using System.Runtime.CompilerServices;

namespace DePin.Benchmark.Gpus.Native;

/// <summary>A C array of 32 characters.</summary>
[InlineArray(32)]
internal struct Text32
{
    private byte _first;
}
