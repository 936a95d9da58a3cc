using DePin.Attestation.Json;
using DePin.Protocol.Wire;
using DePin.Scheduler.Engine;
using DePin.Scheduler.Http;

namespace DePin.Scheduler.Nodes;

/// <summary>What types alone cannot say about a node's messages: the stated limits, and that lists hold no null.</summary>
internal static class WireRules
{
    private const int MaxText = 256;
    private const double MaxRate = 1e18;

    /// <exception cref="RefusedException">The message breaks a rule; the first one is named.</exception>
    public static void Check(SyncRequest sync)
    {
        Require(sync.AckCommand >= 0, $"ackCommand is {sync.AckCommand}", "send 0 before the first command");
        Require(sync.CapacityVersion >= 0, $"capacityVersion is {sync.CapacityVersion}", "count versions from 0");
        Require(sync.AnswerWithinMs is null or >= 0, $"answerWithinMs is {sync.AnswerWithinMs}", "send 0 to be answered at once");
        AtMost(sync.Holding.Count, WireLimits.LeasesPerNode, "holding");
        foreach (HeldLease held in sync.Holding)
        {
            Require(held is not null, "holding contains null", "leave it out");
            Require(held!.Epoch > 0, $"holding names epoch {held.Epoch}", "epochs begin with 1");
            Require(held.Progress is null or >= 0 && held.Total is null or >= 0,
                $"progress {held.Progress} of {held.Total}", "send numbers of bytes or nothing");
        }

        Require(sync.Holding.DistinctBy(held => held.Attempt).Count() == sync.Holding.Count, "holding names an attempt twice",
            "name each attempt once");
        Check(sync.Events);
        if (sync.Capacity is { } capacity)
        {
            Check(capacity.Capacity);
        }
    }

    public static void Check(IReadOnlyList<NodeEvent> events)
    {
        AtMost(events.Count, WireLimits.EventsPerSync, "events");
        long? last = null;
        foreach (NodeEvent one in events)
        {
            Require(one is not null, "events contains null", "leave it out");
            Require(one!.Sequence > 0, $"an event has sequence {one.Sequence}", "sequences begin with 1");
            Require(last is null || one.Sequence == last + 1,
                $"event {one.Sequence} follows {last}", "send events in the order of their dense sequence");
            Require(one is not PhaseChanged change || Enum.IsDefined(change.Phase),
                "an event names a phase that does not exist", "see AttemptPhase in /openapi/v1.json");
            Require(one is not CheckpointMissing missing || missing.Reason.Length <= WireLimits.EventTextLength,
                "an event's reason is too long", $"send at most {WireLimits.EventTextLength} characters");
            last = one.Sequence;
        }
    }

    private static void Check(Capacity capacity)
    {
        Require(capacity.CpuMillicores >= 0 && capacity.MemoryBytes >= 0 && capacity.DiskBytes >= 0,
            "a capacity is negative", "offer 0 or more");
        Exact(capacity.MemoryBytes, "capacity.memoryBytes");
        Exact(capacity.DiskBytes, "capacity.diskBytes");
        Exact(capacity.Measured.MeasuredAt, "capacity.measured.measuredAt");
        Text(capacity.CpuModel, "capacity.cpuModel");
        Text(capacity.AgentVersion, "capacity.agentVersion");
        AtMost(capacity.Gpus.Count, WireLimits.GpusPerNode, "capacity.gpus");
        foreach (GpuCapacity gpu in capacity.Gpus)
        {
            Require(gpu is not null, "capacity.gpus contains null", "leave it out");
            Text(gpu!.Uuid, "capacity.gpus.uuid");
            Text(gpu.Model, "capacity.gpus.model");
            Require(gpu.VramBytes >= 0 && Rate(gpu.Fp16Tflops) && Rate(gpu.MemoryBytesPerSecond),
                $"GPU {gpu.Uuid} has a figure that is no measurement", "send what was measured or nothing");

            Exact(gpu.VramBytes, $"capacity.gpus[{gpu.Uuid}].vramBytes");

            // GPUs are stored joined by commas.
            Require(!gpu.Uuid.Contains(','), $"GPU uuid '{gpu.Uuid}' contains a comma", "send the UUID as NVML gives it");
        }

        Require(capacity.Gpus.DistinctBy(gpu => gpu.Uuid).Count() == capacity.Gpus.Count, "capacity.gpus names a GPU twice",
            "name each GPU once");
    }

    /// <summary>A capacity is hashed in canonical JSON, whose numbers are doubles.</summary>
    private static void Exact(long value, string name) => Require(value is >= 0 and <= CanonicalJson.MaxExactInteger, $"{name} is {value}",
        $"send a whole number from 0 to {CanonicalJson.MaxExactInteger} (2^53 − 1)");

    private static bool Rate(double? value) => value is null or (>= 0 and < MaxRate);

    private static void Text(string value, string name) =>
        Require(value.Length is > 0 and <= MaxText && !value.Any(char.IsControl),
            $"{name} has {value.Length} characters or control characters", $"send 1 to {MaxText} printable characters");

    private static void AtMost(int count, int limit, string name)
    {
        if (count > limit)
        {
            throw new RefusedException(new Refusal(ProblemCode.TooLarge, $"{name} has {count} entries, the limit is {limit}",
                "send fewer at a time"));
        }
    }

    private static void Require(bool holds, string fact, string remedy)
    {
        if (!holds)
        {
            throw new RefusedException(RequestBody.Invalid(fact, remedy));
        }
    }
}
