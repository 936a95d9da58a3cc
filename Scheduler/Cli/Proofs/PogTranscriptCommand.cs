using System.CommandLine;
using DePin.Attestation;
using DePin.Scheduler.Client;

namespace DePin.Scheduler.Cli.Proofs;

/// <summary><c>pog transcript PROOF --to FILE</c>.</summary>
internal sealed class PogTranscriptCommand : ClientCommand
{
    private readonly Argument<string> _proof = new("PROOF") { Description = "The proof, as pog list shows it" };

    private readonly Option<string> _to = new("--to") { HelpName = "FILE", Description = "Where the transcript is saved", Required = true };

    public PogTranscriptCommand(CliEnvironment environment)
        : base("transcript", "Save all of a proof, right or wrong, for pog verify.", environment)
    {
        Add(_proof);
        Add(_to);
        AddCommonOptions();
    }

    protected override async Task<ExitCode> RunAsync(SchedulerClient client, CliOutput output, ParseResult parse, CancellationToken token)
    {
        string text = parse.GetRequiredValue(_proof), path = parse.GetRequiredValue(_to);
        if (!Hash32.TryParse(text, null, out Hash32 proof))
        {
            throw new CommandException(
                ExitCode.Usage, $"'{text}' is not a proof's id", "Give it as pog list shows it: 0x and 64 digits.");
        }

        byte[] transcript = await client.TranscriptAsync(proof, token);
        await File.WriteAllBytesAsync(path, transcript, token);
        output.Note($"saved {transcript.Length} bytes to {path}; verify it with: depin-scheduler pog verify {path}");
        return ExitCode.Ok;
    }
}
