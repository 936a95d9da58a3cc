namespace DePin.NodeAgent.Containers.Egress;

/// <summary>
/// Keeps <see cref="EgressPolicy"/> in this machine's filter table: look, plan, apply. Applied before each job with egress starts,
/// and again by the agent's loop, because somebody else (a firewall that reloads, an engine that starts) may rewrite the table.
/// </summary>
internal sealed class EgressFirewall(Iptables iptables) : IDisposable
{
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);

    /// <summary>Changes nothing.</summary>
    public async Task<EgressReadiness> ProbeAsync(CancellationToken token) => Judge(await iptables.ListAsync(token));

    /// <summary>Null when the policy is in force now, otherwise why it could not be put there.</summary>
    public async Task<EgressReadiness.Impossible?> EnsureAsync(CancellationToken token)
    {
        await _oneAtATime.WaitAsync(token);
        try
        {
            IptablesResult table = await iptables.ListAsync(token);
            if (Judge(table) is EgressReadiness.Impossible impossible)
            {
                return impossible;
            }

            EgressPlan plan = EgressPlan.Install(table.Lines);
            return plan.Steps.Count == 0 ? null : await ApplyAsync(plan, token) ?? await VerifyAsync(token);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>Takes every rule of ours away: for who uninstalls. Null when none is left.</summary>
    public async Task<EgressReadiness.Impossible?> RemoveAsync(CancellationToken token)
    {
        await _oneAtATime.WaitAsync(token);
        try
        {
            IptablesResult table = await iptables.ListAsync(token);
            return table.ExitCode == 0 ? await ApplyAsync(EgressPlan.Remove(table.Lines), token) : Unreadable(table);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    public void Dispose() => _oneAtATime.Dispose();

    private static EgressReadiness Judge(IptablesResult table)
    {
        if (table.ExitCode != 0)
        {
            return Unreadable(table);
        }

        return table.Lines.Contains($"-N {EgressPolicy.DockerChain}")
            ? new EgressReadiness.Ready()
            : new EgressReadiness.Impossible(
                $"the filter table has no chain {EgressPolicy.DockerChain}.",
                "Let the engine manage iptables (\"iptables\": true, its default) and restart it.");
    }

    private static EgressReadiness.Impossible Unreadable(IptablesResult table) =>
        new($"the firewall cannot be read: {table.Message}", "Install iptables and give the agent CAP_NET_ADMIN.");

    private async Task<EgressReadiness.Impossible?> ApplyAsync(EgressPlan plan, CancellationToken token)
    {
        foreach (EgressStep step in plan.Steps)
        {
            IptablesResult result = await iptables.RunAsync(step, token);
            if (result.ExitCode != 0)
            {
                return new EgressReadiness.Impossible(
                    $"'{step}' failed: {result.Message}", "See the message; the agent needs CAP_NET_ADMIN.");
            }
        }

        return null;
    }

    // Fails closed where the program stores something else than it was given.
    private async Task<EgressReadiness.Impossible?> VerifyAsync(CancellationToken token)
    {
        EgressPlan left = EgressPlan.Install((await iptables.ListAsync(token)).Lines);
        return left.Steps.Count == 0
            ? null
            : new EgressReadiness.Impossible(
                $"the rules are not in the table after they were put there; missing: {left}",
                "Report this with 'iptables -V'.");
    }
}
