namespace DePin.Benchmark.Gpus;

/// <summary>The way to the GPU now and at best. An idle link falls back in its generation, never in its width.</summary>
public sealed record PcieLink(int? Generation, int? Width, int? MaxGeneration, int? MaxWidth);
