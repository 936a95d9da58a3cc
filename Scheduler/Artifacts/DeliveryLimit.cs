using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;
using DePin.Scheduler.Engine;

namespace DePin.Scheduler.Artifacts;

/// <summary>What one attempt may deliver: no more than its job can have written, whatever its node says. Pure.</summary>
internal static class DeliveryLimit
{
    /// <summary>A node that lost its journal may run the job again and deliver other bytes: what arrives has room for two runs.</summary>
    private const int Runs = 2;

    /// <summary>Contents that may arrive, whole or in part.</summary>
    public const int Contents = Runs * WireLimits.ArtifactsPerAttempt;

    /// <summary>Bytes of all files of one run: the job's disk; its memory where the root is read-only.</summary>
    public static long Bytes(JobResources resources) => resources.Disk.Bytes > 0 ? resources.Disk.Bytes : resources.Memory.Bytes;

    /// <summary>May the list of an attempt's files become this long?</summary>
    public static Refusal? List(JobResources resources, int files, long bytes) => files > WireLimits.ArtifactsPerAttempt
        ? new Refusal(ProblemCode.TooLarge, $"the attempt would list {files} files, the limit is {WireLimits.ArtifactsPerAttempt}",
            "deliver fewer files: let the job pack its outputs into an archive")
        : bytes > Bytes(resources) ? Beyond(resources, $"the attempt's files would have {bytes} bytes", Bytes(resources)) : null;

    /// <summary>May so much arrive, counting each content once and a part as the whole it was announced to be?</summary>
    public static Refusal? Arrival(JobResources resources, int contents, long bytes)
    {
        long limit = long.MaxValue / Runs < Bytes(resources) ? long.MaxValue : Runs * Bytes(resources);
        return contents > Contents
            ? new Refusal(ProblemCode.TooLarge, $"the attempt would have sent {contents} contents, the limit is {Contents}",
                "send each output once, under its own hash")
            : bytes > limit ? Beyond(resources, $"the attempt would have sent {bytes} bytes", limit) : null;
    }

    private static Refusal Beyond(JobResources resources, string fact, long limit)
    {
        string bound = resources.Disk.Bytes > 0 ? $"resources.disk {resources.Disk}" : $"resources.memory {resources.Memory}";
        return new Refusal(ProblemCode.TooLarge, $"{fact}, the limit is {limit}: its job has {bound}",
            "deliver what the job wrote and nothing else; no job writes more than it has room for");
    }
}
