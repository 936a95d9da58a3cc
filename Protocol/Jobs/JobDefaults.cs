namespace DePin.Protocol.Jobs;

/// <summary>Every value a job file may leave out. <c>docs/job-spec.md</c> and the JSON Schema are generated from these.</summary>
public static class JobDefaults
{
    public const JobKind Kind = JobKind.Batch;
    public const JobNetwork Network = JobNetwork.None;
    public const VerificationClass Verification = VerificationClass.None;
    public const int Retries = 0;
    public const int GpuCount = 1;
    public const int Replicas = 1;

    public static readonly CpuCores Cpu = CpuCores.FromCores(1);
    public static readonly ByteSize Memory = ByteSize.FromGibibytes(1);
    public static readonly ByteSize Disk = ByteSize.FromGibibytes(10);
    public static readonly ByteSize Shm = ByteSize.FromMebibytes(64);

    /// <summary><see cref="Shm"/>, or half of a memory that is smaller than twice that.</summary>
    public static ByteSize ShmOf(ByteSize memory) => memory.Bytes / 2 < Shm.Bytes ? new ByteSize(memory.Bytes / 2) : Shm;

    /// <summary>For <c>kind: batch</c>: what was forgotten does not run for days.</summary>
    public static readonly TimeSpan BatchTimeout = TimeSpan.FromHours(1);

    /// <summary>For <c>kind: service</c>, which is meant to run on: the longest timeout there is.</summary>
    public static readonly TimeSpan ServiceTimeout = JobLimits.MaxTimeout;

    public static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(10);
    public static readonly TimeSpan CheckpointEvery = TimeSpan.FromMinutes(10);
    public static readonly TimeSpan CheckpointGrace = TimeSpan.FromMinutes(1);
}
