using DePin.Benchmark.Kernels;

namespace DePin.Benchmark.Gpus.Launching;

/// <summary>What a kernel is given for a parameter; made from a value of the parameter's type and from no other.</summary>
/// <param name="Bits">As the kernel reads them, from the lowest.</param>
internal readonly record struct KernelArgument(KernelParameterType Type, ulong Bits)
{
    public static implicit operator KernelArgument(DeviceBuffer buffer) => buffer.At(0);

    public static implicit operator KernelArgument(DeviceAddress address) => new(KernelParameterType.Pointer, address.Value);

    public static implicit operator KernelArgument(uint value) => new(KernelParameterType.Word, value);

    public static implicit operator KernelArgument(ulong value) => new(KernelParameterType.DoubleWord, value);

    public static implicit operator KernelArgument(float value) => new(KernelParameterType.Float, BitConverter.SingleToUInt32Bits(value));
}
