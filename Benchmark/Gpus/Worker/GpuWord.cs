using System.Text.Json.Serialization;
using DePin.Attestation.Messages;
using DePin.Benchmark.Gpus.Checks;
using DePin.Benchmark.Gpus.Measuring;

namespace DePin.Benchmark.Gpus.Worker;

/// <summary>What a GPU worker says: one line of JSON on its standard output.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "say")]
[JsonDerivedType(typeof(Busy), "busy")]
[JsonDerivedType(typeof(Xid), "xid")]
[JsonDerivedType(typeof(Seen), "seen")]
[JsonDerivedType(typeof(Checked), "checked")]
[JsonDerivedType(typeof(Round), "round")]
[JsonDerivedType(typeof(Step), "step")]
[JsonDerivedType(typeof(Measured), "measured")]
[JsonDerivedType(typeof(Copied), "copied")]
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

    /// <summary>The work that was asked for gets on.</summary>
    public abstract record Progress : GpuWord;

    /// <summary>A round of the proof is done.</summary>
    public sealed record Round(uint Done, uint Of) : Progress;

    /// <summary>A figure is done.</summary>
    public sealed record Step(GpuBenchStep Taken) : Progress;

    /// <summary>The one word that answers a question.</summary>
    /// <param name="Id">The question's.</param>
    public abstract record Answer(int Id) : GpuWord;

    public sealed record Seen(int Id, DriverSight Sight) : Answer(Id);

    /// <param name="Check">Null where CUDA has no such GPU.</param>
    public sealed record Checked(int Id, GpuCheck? Check) : Answer(Id);

    /// <param name="Gpu">Null where CUDA has no such GPU.</param>
    public sealed record Measured(int Id, MeasuredGpu? Gpu) : Answer(Id);

    /// <param name="Copy">Null where there is none.</param>
    /// <param name="Finding">Why.</param>
    public sealed record Copied(int Id, PeerCopy? Copy, GpuFinding? Finding) : Answer(Id);

    public sealed record Prepared(int Id) : Answer(Id);

    /// <param name="Roots">The root of each round, 32 bytes each.</param>
    public sealed record Committed(int Id, byte[] Roots, ProofDevice Device) : Answer(Id);

    /// <param name="Openings">As a transcript has them.</param>
    public sealed record Opened(int Id, byte[] Openings) : Answer(Id);

    /// <summary>There will be no proof.</summary>
    public sealed record Failed(int Id, GpuFinding Finding) : Answer(Id);
}
