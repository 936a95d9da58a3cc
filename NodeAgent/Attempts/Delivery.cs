using DePin.Attestation.Envelopes;
using DePin.NodeAgent.Attesting;
using DePin.NodeAgent.Checkpoints;
using DePin.NodeAgent.Journal;
using DePin.NodeAgent.Scheduling;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Attempts;

/// <summary>
/// From Sealed to Acknowledged: the whole log, what a next attempt goes on from, each output, then the attestation, which is only sent once
/// the journal knows that the scheduler holds the rest. Whatever is interrupted goes on where the scheduler says.
/// </summary>
internal sealed partial class Delivery(
    Workbench bench, FileSender files, CheckpointDelivery checkpoints, Signing signing, ILogger<Delivery> logger)
{
    public async Task RunAsync(Attempt attempt, AttemptState.Sealed state, LogDelivery log, CancellationToken token)
    {
        await log.Done.WaitAsync(token);
        if (CheckpointRules.MayGoOn(attempt, state.Conclusion.Verdict))
        {
            await checkpoints.DeliverAsync(attempt, token);
        }

        IReadOnlyList<OutputFile> outputs = bench.Journal.Read(() => bench.Journal.Spools.Outputs(attempt.Id));
        long total = outputs.Sum(output => output.Entry.Size);
        long done = 0;
        foreach (OutputFile output in outputs)
        {
            if (!output.Delivered)
            {
                long before = done;
                await SendAsync(attempt, output, sent => bench.Progress.Report(attempt.Id, before + sent, total), token);
            }

            done += output.Entry.Size;
        }

        AttestationEnvelope envelope = signing.Envelope(state.Sequence);
        try
        {
            bench.Steps.Before(Step.SendAttestation);
            AttestationReply reply = await bench.Scheduler.SendAttestationAsync(attempt.Id, attempt.Lease.Epoch, envelope, token);
            bench.Steps.After(Step.SendAttestation);
            signing.Accept(attempt, state, envelope, reply);
            Log.Accepted(logger, attempt.Id.Short, state.Conclusion.Verdict.Outcome.ToString(), state.Conclusion.Verdict.Reason);
        }
        catch (SchedulerRefusedException e) when (
            e.Code is ProblemCode.Rejected or ProblemCode.Conflict or ProblemCode.InvalidMessage or ProblemCode.InvalidSignature
                or ProblemCode.TooLarge or ProblemCode.NotFound)
        {
            // Not for want of trying: the scheduler says no to these very bytes, and they cannot be others. They stay in the chain.
            Log.Refused(logger, attempt.Id.Short, e.Message);
            bench.Journal.Refuse(attempt.Id, $"the scheduler refused the attestation: {e.Problem.Detail}");
        }
    }

    private async Task SendAsync(Attempt attempt, OutputFile output, Action<long> progress, CancellationToken token)
    {
        await files.SendAsync(
            bench.Spools.OutputFile(attempt.Id, output.Number),
            output.Entry.Size,
            (offset, part, it) => PutAsync(attempt, output, offset, part, it),
            progress,
            token);
        bench.Journal.Change(
            Step.JournalOutputSent, draft => SpoolRecords.PutOutput(draft, attempt.Id, output with { Delivered = true }));
    }

    private async Task<ArtifactReply> PutAsync(
        Attempt attempt, OutputFile output, long offset, ReadOnlyMemory<byte> part, CancellationToken token)
    {
        bench.Steps.Before(Step.SendOutput);
        ArtifactReply reply = await bench.Scheduler.SendOutputAsync(attempt.Id, attempt.Lease.Epoch, output.Entry, offset, part, token);
        bench.Steps.After(Step.SendOutput);
        return reply;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Attempt {Attempt} was attested and accepted: {Outcome}. {Reason}")]
        public static partial void Accepted(ILogger logger, string attempt, string outcome, string reason);

        [LoggerMessage(LogLevel.Error, "The attestation of attempt {Attempt} was refused for good: {Problem}")]
        public static partial void Refused(ILogger logger, string attempt, string problem);
    }
}
