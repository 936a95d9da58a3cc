namespace DePin.NodeAgent.Doctor;

/// <summary>All checks, in the order in which an owner mends what they find. Pure.</summary>
internal static class Examination
{
    public static IReadOnlyList<CheckResult> Of(DoctorFacts facts) =>
    [
        .. ConfigurationChecks.Of(facts),
        .. KeyChecks.Of(facts),
        .. SchedulerChecks.Of(facts),
        .. EngineChecks.Of(facts),
        .. GpuChecks.Of(facts),
        .. MachineChecks.Of(facts),
        ServiceCheck.Of(facts),
    ];
}
