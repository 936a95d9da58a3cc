using DePin.Benchmark.Gpus;
using DePin.Benchmark.Gpus.Measuring;

namespace DePin.NodeAgent.Gpus.Worker;

/// <summary>How far the measuring of all GPUs is: which one is at work, and its last figure.</summary>
/// <param name="Number">Of so many GPUs, counted from 1.</param>
internal sealed record GpuBenchProgress(Gpu Gpu, int Number, int Gpus, GpuBenchStep Step);
