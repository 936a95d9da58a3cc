using System.CommandLine;

namespace DePin.Scheduler.Cli.Attestations;

/// <summary>The verbs about attestations, for whoever holds one.</summary>
internal sealed class AttestationGroup : Command
{
    public AttestationGroup(CliEnvironment environment)
        : base("attestation", "Verify signed records of finished work, without any scheduler.") =>
        Add(new AttestationVerifyCommand(environment));
}
