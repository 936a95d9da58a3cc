namespace DePin.Benchmark.Gpus.Native;

/// <summary>A call of the CUDA driver failed.</summary>
/// <param name="log">What the driver's compiler said, where it was asked.</param>
public sealed class CudaException(CallFailure failure, string? log = null) : Exception(failure.ToString())
{
    /// <summary>CUDA_ERROR_OUT_OF_MEMORY</summary>
    public const int OutOfMemory = 2;

    /// <summary>CUDA_ERROR_PEER_ACCESS_ALREADY_ENABLED</summary>
    public const int PeerEnabled = 704;

    public CallFailure Failure => failure;

    public string? Log => log;

    /// <summary>After these no call of this process succeeds any more. https://docs.nvidia.com/cuda/cuda-driver-api/ (CUresult)</summary>
    public bool IsSticky => failure.Status is 214 or 220 or 700 or 702 or (>= 713 and <= 721) or 999;
}
