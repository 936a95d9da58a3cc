namespace DePin.NodeAgent.Containers.Egress;

internal abstract record EgressStep
{
    private EgressStep()
    {
    }

    /// <summary><c>iptables</c> with these arguments.</summary>
    public sealed record Run(IReadOnlyList<string> Arguments) : EgressStep
    {
        public override string ToString() => $"iptables {string.Join(' ', Arguments)}";
    }

    /// <summary><c>iptables-restore --noflush</c> with this script.</summary>
    public sealed record Restore(string Script) : EgressStep
    {
        public override string ToString() => $"iptables-restore --noflush <<END\n{Script}END";
    }
}
