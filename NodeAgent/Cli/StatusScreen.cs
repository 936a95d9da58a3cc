using DePin.NodeAgent.Owner;
using DePin.Protocol.Wire;
using Spectre.Console;

namespace DePin.NodeAgent.Cli;

/// <summary>The status for people.</summary>
internal static class StatusScreen
{
    public static void Show(IAnsiConsole console, NodeStatus status, IReadOnlyList<OwnerAttempt> running, DateTimeOffset now)
    {
        string state = !status.IsWell() ? "not well" : status.Draining ? "well, draining"
            : status.Accepting ? "well" : "well, but takes no new work";
        console.WriteLine($"depin-node {status.AgentVersion}: {state}, up {Ago(status.StartedAt, now)}");
        Grid grid = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn();
        Row(grid, "Address", status.Node.ToString());
        Row(grid, "Paid to", status.Beneficiary.ToString());
        Row(grid, "Scheduler", Scheduler(status.Scheduler, now));
        Row(grid, "Engine", status.Engine.Available ? HumanText.Words(status.Engine.Product ?? "available") : "not available");
        Row(grid, "Offers", Offer(status.Offer));
        Row(grid, "GPUs", GpuTable.Line(status.Gpus));
        if (status.Proofs.Count > 0)
        {
            IEnumerable<OwnerProof> last = status.Proofs.DistinctBy(proof => (proof.Gpu, proof.Proof));
            Row(grid, "Proofs", string.Join("\n", last.Select(proof => ProofText.Line(proof, now))));
        }

        if (status.Drain is { } drain)
        {
            Row(grid, "Drained", DrainText.Line(drain, now));
        }

        Row(grid, "Jobs", $"{status.Running} running of {status.MaxRunning} at most, {status.Undelivered} being delivered");
        console.Write(grid);
        if (running.Count > 0)
        {
            console.Write(AttemptTable.Of(running, now));
        }

        foreach (NodeProblem problem in Problems(status))
        {
            console.WriteLine($"! {HumanText.Words(problem.Message)} ({Ago(problem.At, now)} ago)");
            console.WriteLine($"  {HumanText.Words(problem.Remedy)}");
        }

        GpuTable.ShowFindings(console, status.Gpus?.Findings ?? []);
        if (status.Next is { } next)
        {
            console.WriteLine($"Next: {HumanText.Words(next)}");
        }
    }

    private static IEnumerable<NodeProblem> Problems(NodeStatus status)
    {
        NodeProblem? link = (status.Scheduler as SchedulerLink.Disconnected)?.Problem;
        return new[] { link, status.Clock, status.LastProblem }.OfType<NodeProblem>().Concat(status.Engine.Problems).Distinct();
    }

    private static string Scheduler(SchedulerLink link, DateTimeOffset now) => link switch
    {
        SchedulerLink.Connecting => $"connecting to {link.Url}",
        SchedulerLink.Connected up => $"connected to {link.Url} for {Ago(up.Since, now)} ({up.Scheduler})",
        SchedulerLink.Disconnected down =>
            $"no contact with {link.Url} for {Ago(down.Since, now)}, next try in {HumanText.Span(At(down.NextTryAt) - now)}",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static string Offer(Capacity? offer)
    {
        if (offer is null)
        {
            return "nothing yet";
        }

        string gpus = offer.Gpus.Count == 0 ? "no GPU" : string.Join(", ", offer.Gpus.Select(gpu => HumanText.Words(gpu.Model)));
        string network = offer.Egress ? "egress" : "no network";
        string memory = HumanText.Size(offer.MemoryBytes), disk = HumanText.Size(offer.DiskBytes);
        string offered = $"{HumanText.Cores(offer.CpuMillicores)}, {memory} memory, {disk} disk, {network}, {gpus}";
        return offer.Simulated ? offered + ", simulated" : offered;
    }

    private static void Row(Grid grid, string name, string value) => grid.AddRow(new Text(name), new Text(value));

    private static string Ago(long unixMs, DateTimeOffset now) => HumanText.Span(now - At(unixMs));

    private static DateTimeOffset At(long unixMs) => DateTimeOffset.FromUnixTimeMilliseconds(unixMs);
}
