using System.Text.Json.Serialization;
using DePin.Attestation.Messages;
using DePin.Benchmark.Gpus.Checks;

namespace DePin.Benchmark.Gpus.Worker;

/// <summary>What a GPU worker says: one line of JSON on its standard output.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "say")]
[JsonDerivedType(typeof(Busy), "busy")]
[JsonDerivedType(typeof(Xid), "xid")]
[JsonDerivedType(typeof(Seen), "seen")]
[JsonDerivedType(typeof(Checked), "checked")]
[JsonDerivedType(typeof(Progress), "progress")]
[JsonDerivedType(typeof(Prepared), "prepared")]
[JsonDerivedType(typeof(Committed), "committed")]
[JsonDerivedType(typeof(Opened), "opened")]
[JsonDerivedType(typeof(Failed), "failed")]
public abstract record GpuWord
{
    private GpuWord()
    {
    }

    /// <summary>A question is being worked on; said every second, so that silence means that this process does not run.</summary>
    /// <param name="Call">The driver's function that has not returned yet; null between calls.</param>
    /// <param name="Seconds">How long it has been.</param>
    /// <param name="Waits">It waits for the GPU to do its work, and not for the driver alone.</param>
    public sealed record Busy(string? Call, double Seconds, bool Waits) : GpuWord;

    /// <summary>The driver reported an error of a GPU, just now.</summary>
    /// <param name="Gpu">Its UUID; null where the driver does not say which.</param>
    public sealed record Xid(string? Gpu, int Number) : GpuWord;

    /// <summary>A round of the proof is done.</summary>
    public sealed record Progress(uint Round, uint Rounds) : GpuWord;

    /// <summary>The one word that answers a question.</summary>
    /// <param name="Id">The question's.</param>
    public abstract record Answer(int Id) : GpuWord;

    public sealed record Seen(int Id, DriverSight Sight) : Answer(Id);

    /// <param name="Check">Null where CUDA has no such GPU.</param>
    public sealed record Checked(int Id, GpuCheck? Check) : Answer(Id);

    public sealed record Prepared(int Id) : Answer(Id);

    /// <param name="Roots">The root of each round, 32 bytes each.</param>
    public sealed record Committed(int Id, byte[] Roots, ProofDevice Device) : Answer(Id);

    /// <param name="Openings">As a transcript has them.</param>
    public sealed record Opened(int Id, byte[] Openings) : Answer(Id);

    /// <summary>There will be no proof.</summary>
    public sealed record Failed(int Id, GpuFinding Finding) : Answer(Id);
}
