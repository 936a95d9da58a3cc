using DePin.Protocol.Wire;
using DePin.Scheduler.Pricing;

namespace DePin.Scheduler.Placing;

/// <summary>
/// Why one node does not take one job. Every refused pair has at least one, and each names the key of the job file it comes from.
/// </summary>
internal abstract record Rejection
{
    private Rejection()
    {
    }

    /// <summary>The key of the job file, or <c>node</c> when the job is not the reason.</summary>
    public abstract string Constraint { get; }

    /// <summary>The smallest change that would let this node pass.</summary>
    public abstract string Remedy { get; }

    /// <summary>How much would have to change, for choosing the cheapest remedy among nodes: 0 is "only wait", larger is further.</summary>
    public abstract double Distance { get; }

    public sealed record NotOpen(OfferState State) : Rejection
    {
        public override string Constraint => "node";

        public override string Remedy => State switch
        {
            OfferState.Silent => "wait until a silent node reports again",
            OfferState.Draining => "wait until a draining node is let work again (depin-scheduler node drain --off)",
            OfferState.NotAccepting =>
                "the node takes no new work now: its owner drains it, or it is short of disk, or its clock is wrong; "
                + "`depin-node status` there says which",
            _ => "wait until the node has measured itself and stated its capacity",
        };

        public override double Distance => 0;
    }

    public sealed record TooManyLeases(int Limit) : Rejection
    {
        public override string Constraint => "node";

        public override string Remedy => $"wait until one of the node's {Limit} jobs ends";

        public override double Distance => 0;
    }

    /// <summary>The job failed there through no fault of its own, and another connected node could take it.</summary>
    public sealed record FailedThere : Rejection
    {
        public override string Constraint => "node";

        public override string Remedy => "wait for another node: this one failed the job before";

        public override double Distance => 0;
    }

    /// <param name="Needed">In the unit of <paramref name="Format"/>.</param>
    /// <param name="Free">What is left now.</param>
    /// <param name="Offered">What the node has when nothing runs on it.</param>
    public sealed record TooSmall(string Key, long Needed, long Free, long Offered, Func<long, string> Format) : Rejection
    {
        public override string Constraint => Key;

        public override string Remedy => Offered >= Needed
            ? $"wait: a node offers {Format(Offered)} and has {Format(Math.Max(0, Free))} free now"
            : $"lower {Key} from {Format(Needed)} to {Format(Offered)}";

        public override double Distance => Offered >= Needed ? 0 : (double)(Needed - Offered) / Needed;
    }

    /// <param name="Best">How many GPUs of the node meet every minimum of the job.</param>
    public sealed record TooFewGpus(int Needed, int Free, int Best) : Rejection
    {
        public override string Constraint => "resources.gpu.count";

        public override string Remedy => Best switch
        {
            0 => "ask for less of one GPU property: no single GPU of the node has them all",
            _ when Best >= Needed => $"wait: a node has {Best} such GPUs and {Free} free now",
            _ => $"lower resources.gpu.count from {Needed} to {Best}",
        };

        public override double Distance => Best >= Needed ? 0 : (double)(Needed - Best) / Needed;
    }

    /// <summary>No GPU of the node meets this minimum.</summary>
    /// <param name="Best">The node's best GPU, in the same words as the job file; null when it was never measured.</param>
    public sealed record WeakGpu(string Key, string Needed, string? Best, double Ratio) : Rejection
    {
        public override string Constraint => Key;

        public override string Remedy => Best is null
            ? $"drop {Key}: no GPU here was measured for it"
            : $"change {Key} from {Needed} to {Best}";

        public override double Distance => 1 - Ratio;
    }

    /// <summary>The node has GPUs, and too few that have proven what they are.</summary>
    /// <param name="Problem">Of the first that has not.</param>
    public sealed record NotProven(string Problem) : Rejection
    {
        public override string Constraint => "resources.gpu";

        public override string Remedy =>
            $"wait for a proof of GPU: {Problem} (depin-scheduler pog list NODE shows them)";

        public override double Distance => 0;
    }

    public sealed record NoGpu : Rejection
    {
        public override string Constraint => "resources.gpu";

        public override string Remedy => "connect a node with a GPU";

        public override double Distance => 2;
    }

    public sealed record NoEgress : Rejection
    {
        public override string Constraint => "network";

        public override string Remedy => "set network: none, or connect a node that offers egress";

        public override double Distance => 1;
    }

    public sealed record TooDear(string Key, Amount Limit, Amount List) : Rejection
    {
        public override string Constraint => Key;

        public override string Remedy => $"raise {Key} from {Limit} to {List}";

        public override double Distance => 1;
    }

    /// <summary>The most leases one node may hold, as a rejection.</summary>
    public static Rejection LeaseLimit { get; } = new TooManyLeases(WireLimits.LeasesPerNode);
}
