namespace DePin.Benchmark.Gpus.Native;

/// <summary>NVML cannot answer: not one field that a card does not have, but the call or the GPU as a whole.</summary>
public sealed class NvmlException(CallFailure failure) : Exception(failure.ToString())
{
    public CallFailure Failure => failure;
}
