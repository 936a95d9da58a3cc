using System.Text.Json.Serialization;

namespace DePin.Benchmark.Gpus.Worker;

/// <summary>What a GPU worker is asked: one line of JSON on its standard input, answered in order.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "ask")]
[JsonDerivedType(typeof(Look), "look")]
[JsonDerivedType(typeof(Check), "check")]
public abstract record GpuQuestion
{
    private GpuQuestion()
    {
    }

    /// <summary>Comes back with the answer.</summary>
    public required int Id { get; init; }

    /// <summary>Which GPUs there are and how they are.</summary>
    public sealed record Look : GpuQuestion;

    /// <summary>Try one out.</summary>
    public sealed record Check : GpuQuestion
    {
        public required string Gpu { get; init; }
    }
}
