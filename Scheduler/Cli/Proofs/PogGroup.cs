using System.CommandLine;

namespace DePin.Scheduler.Cli.Proofs;

/// <summary>The verbs about proofs of GPU, for whoever has one.</summary>
internal sealed class PogGroup : Command
{
    public PogGroup(CliEnvironment environment)
        : base("pog", "Proofs of GPU: what nodes were asked and showed, and verifying one without any scheduler or GPU.")
    {
        Add(new PogListCommand(environment));
        Add(new PogShowCommand(environment));
        Add(new PogTranscriptCommand(environment));
        Add(new PogVerifyCommand(environment));
        Add(new PogChallengeCommand(environment));
    }
}
