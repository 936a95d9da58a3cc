namespace DePin.NodeAgent.Attempts;

/// <summary>When a job must be stopped because its lease runs out: a pure function of the attempt.</summary>
public static class LeaseClock
{
    /// <summary>
    /// The moment, on the boot clock, at which stopping must begin so that it has ended when the lease expires; with
    /// <c>disconnectGrace</c>, that much later. A deadline of an earlier boot has passed.
    /// </summary>
    public static TimeSpan StopAt(Attempt attempt, AgentRules rules, Guid kernelBoot)
    {
        if (attempt.KernelBoot != kernelBoot)
        {
            return TimeSpan.Zero;
        }

        // A submitter who lets the job run on has accepted that another node may start it meanwhile.
        TimeSpan runOn = attempt.Lease.Spec.DisconnectGrace ?? TimeSpan.Zero;
        return attempt.LeaseUntil + runOn - Margin(attempt, rules);
    }

    /// <summary>
    /// The moment at which an answer is wanted that renews the lease: <see cref="AgentRules.RenewBefore"/>, or half of what a short lease
    /// leaves, before the job would have to be stopped without <c>disconnectGrace</c>.
    /// </summary>
    public static TimeSpan RenewAt(Attempt attempt, AgentRules rules)
    {
        TimeSpan margin = Margin(attempt, rules);
        TimeSpan half = (TimeSpan.FromMilliseconds(attempt.Lease.TtlMs) - margin) / 2;
        return attempt.LeaseUntil - margin - (rules.RenewBefore < half ? rules.RenewBefore : half);
    }

    /// <summary>
    /// The job's stop grace and the clocks' drift, but no more than half the lease, of which a short one would leave
    /// nothing.
    /// </summary>
    public static TimeSpan Margin(Attempt attempt, AgentRules rules)
    {
        TimeSpan wanted = attempt.Lease.Spec.StopGrace + rules.LeaseMargin;
        var half = TimeSpan.FromMilliseconds(attempt.Lease.TtlMs / 2.0);
        return wanted < half ? wanted : half;
    }

    /// <summary>
    /// Time between the polite signal and the kill: all of the job's grace, or what the lease leaves of it; none where the job or the
    /// machine is out of disk, since whoever writes would write on.
    /// </summary>
    public static TimeSpan StopGrace(Attempt attempt, AgentRules rules, TimeSpan now)
    {
        TimeSpan grace = attempt.Lease.Spec.StopGrace;
        if (attempt.Stop is { Cause: StopCause.Room or StopCause.Disk or StopCause.Files })
        {
            return TimeSpan.Zero;
        }

        if (attempt.Stop is not { Cause: StopCause.LeaseExpiring })
        {
            return grace;
        }

        TimeSpan left = attempt.LeaseUntil + (attempt.Lease.Spec.DisconnectGrace ?? TimeSpan.Zero) - rules.LeaseMargin - now;
        return left < TimeSpan.Zero ? TimeSpan.Zero : left < grace ? left : grace;
    }
}
