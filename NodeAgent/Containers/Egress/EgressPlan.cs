namespace DePin.NodeAgent.Containers.Egress;

/// <summary>
/// What is to be run so that the filter table holds <see cref="EgressPolicy"/>, or nothing of it; without effects. An empty plan is a table
/// that is right already.
/// </summary>
/// <param name="Steps">In order.</param>
internal sealed record EgressPlan(IReadOnlyList<EgressStep> Steps)
{
    /// <param name="table">What <c>iptables -S</c> printed, line by line.</param>
    public static EgressPlan Install(IReadOnlyCollection<string> table)
    {
        List<EgressStep> steps = [];
        if (EgressPolicy.Chains.Any(chain => !Holds(table, chain.Key, chain.Value)))
        {
            steps.Add(new EgressStep.Restore(Script()));
        }

        // The chains are whole before anything jumps to them.
        steps.AddRange(EgressPolicy.Jumps.Where(jump => !table.Contains(jump)).Select(jump => new EgressStep.Run(Insert(jump))));
        return new EgressPlan(steps);
    }

    /// <inheritdoc cref="Install"/>
    public static EgressPlan Remove(IReadOnlyCollection<string> table)
    {
        List<EgressStep> steps = [];
        foreach (string jump in table.Where(EgressPolicy.Jumps.Contains))
        {
            steps.Add(new EgressStep.Run(["-D", .. jump.Split(' ').Skip(1)]));
        }

        foreach (string chain in EgressPolicy.Chains.Keys.Where(chain => table.Contains($"-N {chain}")))
        {
            steps.Add(new EgressStep.Run(["-F", chain]));
            steps.Add(new EgressStep.Run(["-X", chain]));
        }

        return new EgressPlan(steps);
    }

    public override string ToString() => Steps.Count == 0 ? "nothing to do" : string.Join('\n', Steps);

    private static bool Holds(IReadOnlyCollection<string> table, string chain, IReadOnlyList<string> rules) =>
        table.Contains($"-N {chain}")
        && table.Where(line => line.StartsWith($"-A {chain} ", StringComparison.Ordinal)).SequenceEqual(rules);

    // In front of what is there: the owner's own rules may end with a RETURN, as Docker's first one does.
    private static string[] Insert(string jump) => ["-I", .. jump.Split(' ').Skip(1)];

    // One transaction. A chain named here is emptied first; others are not touched (--noflush).
    private static string Script() =>
        string.Join('\n', (IEnumerable<string>)
        [
            "*filter",
            .. EgressPolicy.Chains.Keys.Select(chain => $":{chain} - [0:0]"),
            .. EgressPolicy.Chains.Values.SelectMany(rules => rules),
            "COMMIT",
            "",
        ]);
}
