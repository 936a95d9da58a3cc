using System.Text.Json.Serialization;
using DePin.Attestation;
using DePin.Benchmark.Proof.Transcripts;

namespace DePin.Benchmark.Gpus.Worker;

/// <summary>What a GPU worker is asked: one line of JSON on its standard input, answered in order.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "ask")]
[JsonDerivedType(typeof(Look), "look")]
[JsonDerivedType(typeof(Check), "check")]
[JsonDerivedType(typeof(Measure), "measure")]
[JsonDerivedType(typeof(Pair), "pair")]
[JsonDerivedType(typeof(Prepare), "prepare")]
[JsonDerivedType(typeof(Prove), "prove")]
[JsonDerivedType(typeof(Open), "open")]
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

    /// <summary>Measure one.</summary>
    public sealed record Measure : GpuQuestion
    {
        public required string Gpu { get; init; }

        public required bool Quick { get; init; }
    }

    /// <summary>Measure the way from one to another.</summary>
    public sealed record Pair : GpuQuestion
    {
        public required string From { get; init; }

        public required string To { get; init; }

        public required bool Quick { get; init; }
    }

    /// <summary>Make one ready to answer a challenge: compile, take memory, fill it where that is what is proven. One at a time.</summary>
    public sealed record Prepare : GpuQuestion
    {
        public required string Gpu { get; init; }

        /// <summary>Within its limits.</summary>
        public required SignedChallenge Challenge { get; init; }
    }

    /// <summary>Do the work that was prepared for.</summary>
    public sealed record Prove : GpuQuestion
    {
        /// <summary>What the verifier revealed when the memory was filled; null where none is proven.</summary>
        public required Hash32? Start { get; init; }
    }

    /// <summary>Open what was committed to, and give back what the proof took.</summary>
    public sealed record Open : GpuQuestion
    {
        public required Hash32 Secret { get; init; }
    }
}
