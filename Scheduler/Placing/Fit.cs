using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;

namespace DePin.Scheduler.Placing;

/// <summary>
/// Does this node take this job? Pure. One walk over the constraints serves the decision and its explanation, so that they agree.
/// </summary>
internal static class Fit
{
    /// <summary>True when the node can take the job now; stops at the first constraint that fails.</summary>
    public static bool Now(Requirement job, NodeOffer node) => !Failures(job, node).Any();

    /// <summary>True when the node could take the job if nothing else ran on it.</summary>
    public static bool WhenIdle(Requirement job, NodeOffer node) => node.State == OfferState.Open && !Failures(job, Idle(node)).Any();

    /// <summary>Every constraint this node fails, lazily: of one that is not open, also those it would fail when it is again.</summary>
    public static IEnumerable<Rejection> Failures(Requirement job, NodeOffer node)
    {
        if (node.State != OfferState.Open || node.Capacity is null)
        {
            yield return new Rejection.NotOpen(node.Capacity is null && node.State == OfferState.Open ? OfferState.Unstated : node.State);
            node = Idle(node);
        }

        if (node.Capacity is not { } capacity)
        {
            yield break;
        }

        if (node.Leases >= WireLimits.LeasesPerNode)
        {
            yield return Rejection.LeaseLimit;
        }

        foreach (Rejection? failure in Machine(job, node, capacity))
        {
            if (failure is not null)
            {
                yield return failure;
            }
        }

        if (job.Gpu is { } gpu)
        {
            foreach (Rejection failure in Gpus(gpu, node, capacity))
            {
                yield return failure;
            }
        }
    }

    /// <summary>The GPUs the job would get: the first free ones that meet its minimums.</summary>
    public static IReadOnlyList<string> ChooseGpus(Requirement job, NodeOffer node) => job.Gpu is { } gpu
        ? [.. node.FreeGpus.Where(one => Meets(gpu, one)).Take(gpu.Count).Select(one => one.Uuid)]
        : [];

    private static IEnumerable<Rejection?> Machine(Requirement job, NodeOffer node, Capacity capacity)
    {
        yield return Short("resources.cpu", job.CpuMillicores, node.FreeCpuMillicores, capacity.CpuMillicores, Quantities.Cores);
        yield return Short("resources.memory", job.MemoryBytes, node.FreeMemoryBytes, capacity.MemoryBytes, Quantities.Bytes);
        yield return Short("resources.disk", job.DiskBytes, node.FreeDiskBytes, capacity.DiskBytes, Quantities.Bytes);
        yield return job.Egress && !capacity.Egress ? new Rejection.NoEgress() : null;
        yield return job.Gpu is not null && job.MaxPerGpuHour is { } limit && limit < node.Price.PerGpuHour
            ? new Rejection.TooDear("price.maxPerGpuHour", limit, node.Price.PerGpuHour) : null;
    }

    private static Rejection.TooSmall? Short(string key, long needed, long free, long offered, Func<long, string> format) =>
        needed > free ? new Rejection.TooSmall(key, needed, free, offered, format) : null;

    private static IEnumerable<Rejection> Gpus(GpuRequirement job, NodeOffer node, Capacity capacity)
    {
        if (capacity.Gpus.Count == 0)
        {
            yield return node.Unproven.Count == 0 ? new Rejection.NoGpu() : new Rejection.NotProven(node.Unproven[0]);
            yield break;
        }

        int meeting = capacity.Gpus.Count(gpu => Meets(job, gpu));
        int free = node.FreeGpus.Count(gpu => Meets(job, gpu));
        if (free >= job.Count)
        {
            yield break;
        }

        if (node.Unproven.Count > 0 && meeting + node.Unproven.Count >= job.Count)
        {
            yield return new Rejection.NotProven(node.Unproven[0]);
            yield break;
        }

        if (meeting > 0)
        {
            yield return new Rejection.TooFewGpus(job.Count, free, meeting);
            yield break;
        }

        foreach (Rejection failure in GpuMinimums.Failures(job, capacity.Gpus))
        {
            yield return failure;
        }
    }

    private static bool Meets(GpuRequirement job, GpuCapacity gpu) => GpuMinimums.Meets(job, gpu);

    private static NodeOffer Idle(NodeOffer node) => node.Capacity is not { } capacity ? node : node with
    {
        Leases = 0,
        FreeCpuMillicores = capacity.CpuMillicores,
        FreeMemoryBytes = capacity.MemoryBytes,
        FreeDiskBytes = capacity.DiskBytes,
        FreeGpus = capacity.Gpus,
    };
}
