using System.CommandLine;
using DePin.Attestation.Envelopes;
using DePin.Protocol;
using DePin.Protocol.Wire;
using DePin.Scheduler.Client;

namespace DePin.Scheduler.Cli.Jobs;

/// <summary><c>job attestation JOB</c>.</summary>
internal sealed class JobAttestationCommand : ClientCommand
{
    private readonly Argument<string> _job = JobArgument.Create();
    private readonly Option<string?> _to = new("--to")
    {
        HelpName = "FILE",
        Description = "Save the attestation that ended the job, for attestation verify",
    };

    public JobAttestationCommand(CliEnvironment environment)
        : base("attestation", "Show the attestations of a job, one for each attempt, or save the one that ended it.", environment)
    {
        Add(_job);
        Add(_to);
        AddCommonOptions();
    }

    protected override async Task<ExitCode> RunAsync(SchedulerClient client, CliOutput output, ParseResult parse, CancellationToken token)
    {
        JobId id = await new JobFinder(client).FindAsync(parse.GetRequiredValue(_job), token);
        IReadOnlyList<AttestationEnvelope> envelopes = await client.AttestationsAsync(id, token);
        if (parse.GetValue(_to) is { } path)
        {
            AttestationEnvelope last = envelopes.MaxBy(envelope => envelope.Message.LeaseEpoch) ?? throw new CommandException(
                ExitCode.Refused, $"job {id} has no attestation yet", "Each attempt gets one when it ends: see job show.");
            await File.WriteAllBytesAsync(path, last.ToJson(), token);
            output.Note($"saved {last.Digest()} to {path}; verify it with: depin-scheduler attestation verify {path}");
            envelopes = [last];
        }

        if (output.Json)
        {
            output.Value(envelopes, WireJson.Default.IReadOnlyListAttestationEnvelope);
        }
        else if (parse.GetValue(_to) is null)
        {
            Write(output, envelopes);
        }

        return ExitCode.Ok;
    }

    private static void Write(CliOutput output, IReadOnlyList<AttestationEnvelope> envelopes)
    {
        TextTable table = new("ATTESTATION", "NODE", "EPOCH", "OUTCOME", "COUNTER-SIGNED");
        foreach (AttestationEnvelope envelope in envelopes)
        {
            table.Add(
                envelope.Digest().ToString(),
                envelope.Message.Node.ToString(),
                $"{envelope.Message.LeaseEpoch}",
                JobText.Word(envelope.Message.Outcome),
                envelope.Scheduler?.ToString() ?? "no");
        }

        output.Table(table);
    }
}
