using System.CommandLine;

namespace DePin.Scheduler.Cli.Proofs;

/// <summary>The verbs about proofs of GPU, for whoever has one.</summary>
internal sealed class PogGroup : Command
{
    public PogGroup(CliEnvironment environment)
        : base("pog", "Verify proofs of GPU, without any scheduler or GPU.")
    {
        Add(new PogVerifyCommand(environment));
        Add(new PogChallengeCommand(environment));
    }
}
