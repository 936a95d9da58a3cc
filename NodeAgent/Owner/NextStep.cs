namespace DePin.NodeAgent.Owner;

/// <summary>Pure: the one thing that the owner of a node in this state does next.</summary>
internal static class NextStep
{
    /// <summary>Null when there is nothing to do.</summary>
    public static string? Of(NodeStatus status) => status switch
    {
        { Engine: { Available: false, Problems: [{ Remedy: var remedy }, ..] } } => remedy,
        { Clock.Remedy: var remedy } => remedy,
        { Drain.ByOwner: true } => OfDrained(status),
        { Scheduler: SchedulerLink.Disconnected } =>
            "See whether this machine reaches the scheduler: 'depin-node doctor'. The node keeps trying.",
        { Drain.ByOperator: true } => "The scheduler's operator drains this node: ask them why, and when it may work again.",
        { Configuration.Errors.Count: > 0 } =>
            "Put the configuration right ('depin-node config check' names every mistake), then 'depin-node config reload'.",
        { Configuration.NeedRestart: { Count: > 0 } keys } =>
            $"Restart the service for {string.Join(", ", keys)} to hold: 'systemctl restart depin-node'; running jobs go on.",
        { Offer: null } => "Wait: what the machine can do is being measured, or the engine does not answer yet.",
        { Accepting: false, LastProblem.Remedy: var remedy } => remedy,
        _ => null,
    };

    private static string OfDrained(NodeStatus status) => (status.Running, status.Undelivered, status.Drain!.StopAt) switch
    {
        (0, 0, _) => "Nothing runs here: the machine may be switched off. 'depin-node up' takes work again.",
        (0, _, _) => "Wait until what ended is delivered ('depin-node drain --wait'), or take work again with 'depin-node up'.",
        (_, _, null) =>
            "Wait for the jobs ('depin-node drain --wait'), end them soon ('depin-node down'), or take work again ('depin-node up').",
        _ => "What still runs is stopped at that time. 'depin-node up' takes work again and stops nothing.",
    };
}
