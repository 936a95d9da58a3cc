using System.Text.Json;
using DePin.Attestation.Messages;
using DePin.Protocol;
using DePin.Protocol.Wire;
using DePin.Scheduler.Store;
using DePin.Simulation.Nodes;

namespace DePin.Simulation.Invariants;

/// <summary>What is attested is what happened: success only of what ran to its own good end, an exit code only of what had it.</summary>
internal sealed class VerdictIsTrue : Invariant
{
    private readonly HashSet<AttemptId> _seen = [];

    public override string? Check(World world)
    {
        if (_seen.Count == world.Books.Attestations.Count)
        {
            return null;
        }

        foreach (AttestationRow row in world.Books.Attestations.Values.Where(row => _seen.Add(row.Attempt)))
        {
            WorkAttestation message = JsonSerializer.Deserialize(row.Envelope, WireJson.Default.AttestationEnvelope)!.Message;
            ContainerRecord? container = world.Containers.Find(record => record.Attempt == row.Attempt);
            bool ownEnd = container is { EndedByItself: true };
            bool right = message switch
            {
                { Outcome: Outcome.Succeeded } => ownEnd && container!.Script.ExitCode == 0,
                { Outcome: Outcome.JobFault, ExitCode: > 0 and < 128 } => container?.Script.ExitCode == message.ExitCode,
                _ => true,
            };
            if (!right)
            {
                return $"{world.Label(row.Attempt)} is attested as {message.Outcome} with exit code {message.ExitCode}, and "
                    + (container is null ? "never ran" : ownEnd ? $"ended with {container.Script.ExitCode}" : "was ended");
            }
        }

        return null;
    }
}
