namespace DePin.NodeAgent.Doctor;

/// <summary>What the running service says. Pure.</summary>
internal static class ServiceCheck
{
    private const string Name = "service";

    public static CheckResult Of(DoctorFacts facts) => facts.Service switch
    {
        ServiceSight.NotRunning => CheckResult.Warn(
            Name, "The service does not run.", "Once nothing above fails: 'systemctl enable --now depin-node', or 'depin-node run'."),
        ServiceSight.CannotAsk { Message: var message } => CheckResult.Skip(Name, message),
        ServiceSight.Runs { Status: var status } when !status.IsWell() => CheckResult.Fail(
            Name, "The service runs and is not well.", status.Next ?? "See 'depin-node status' and 'journalctl -u depin-node'."),
        ServiceSight.Runs { Status: { Next: { } next } status } => CheckResult.Warn(
            Name, status.Draining ? "The service runs and takes no new work, as it was told." : "The service runs.", next),
        ServiceSight.Runs => CheckResult.Ok(Name, "The service runs and is well."),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
