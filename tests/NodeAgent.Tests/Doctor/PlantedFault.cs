using DePin.NodeAgent.Doctor;

namespace DePin.NodeAgent.Tests.Doctor;

/// <summary>A fault of a machine, the check that has to find it, and words of the fix that it has to name.</summary>
public sealed record PlantedFault(string Name, DoctorFacts Facts, string Check, CheckStatus Status, string Fix)
{
    public override string ToString() => Name;
}
