using DePin.Attestation.Envelopes;
using DePin.NodeAgent.Attesting;
using DePin.NodeAgent.Journal;
using DePin.NodeAgent.Scheduling;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Attempts;

/// <summary>
/// From Sealed to Acknowledged: the whole log, then each output, then the attestation, which is only sent once the journal knows that the
/// scheduler holds the rest. Whatever is interrupted goes on where the scheduler says.
/// </summary>
internal sealed partial class Delivery(Workbench bench, Signing signing, ILogger<Delivery> logger)
{
    /// <summary>A file that the scheduler finds damaged is sent from its start so many times.</summary>
    private const int Tries = 3;

    public async Task RunAsync(Attempt attempt, AttemptState.Sealed state, LogDelivery log, CancellationToken token)
    {
        await log.Done.WaitAsync(token);
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
        for (int tries = 1; ; tries++)
        {
            try
            {
                await SendPartsAsync(attempt, output, progress, token);
                bench.Journal.Change(
                    Step.JournalOutputSent, draft => SpoolRecords.PutOutput(draft, attempt.Id, output with { Delivered = true }));
                return;
            }
            catch (SchedulerRefusedException e) when (e.Code == ProblemCode.DigestMismatch && tries < Tries)
            {
                Log.SentAgain(logger, attempt.Id.Short, output.Entry.Path, e.Problem.Detail);
            }
        }
    }

    private async Task SendPartsAsync(Attempt attempt, OutputFile output, Action<long> progress, CancellationToken token)
    {
        using var file = new FileStream(
            bench.Spools.OutputFile(attempt.Id, output.Number), FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        byte[] buffer = new byte[Math.Min(bench.Rules.OutputPartBytes, Math.Max(1, output.Entry.Size))];
        ArtifactReply reply = await PutAsync(attempt, output, 0, ReadOnlyMemory<byte>.Empty, token);
        while (!reply.Complete)
        {
            long offset = reply.Durable;
            if (offset < 0 || offset > output.Entry.Size)
            {
                throw new SchedulerUnreachableException(
                    $"The scheduler says that it holds {offset} bytes of '{output.Entry.Path}', which has {output.Entry.Size}", null, null);
            }

            file.Position = offset;
            int read = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            reply = await PutAsync(attempt, output, offset, buffer.AsMemory(0, read), token);
            progress(reply.Durable);
            if (!reply.Complete && reply.Durable <= offset && read > 0)
            {
                throw new SchedulerUnreachableException(
                    $"The scheduler took {read} bytes of '{output.Entry.Path}' and holds no more than before", null, null);
            }
        }
    }

    private async Task<ArtifactReply> PutAsync(
        Attempt attempt, OutputFile output, long offset, ReadOnlyMemory<byte> part, CancellationToken token)
    {
        try
        {
            bench.Steps.Before(Step.SendOutput);
            ArtifactReply reply = await bench.Scheduler.SendOutputAsync(attempt.Id, attempt.Lease.Epoch, output.Entry, offset, part, token);
            bench.Steps.After(Step.SendOutput);
            return reply;
        }
        catch (SchedulerRefusedException e) when (
            e.Code == ProblemCode.OffsetMismatch && e.Problem.Durable is { } durable && durable != offset)
        {
            return new ArtifactReply(durable, false);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Attempt {Attempt} was attested and accepted: {Outcome}. {Reason}")]
        public static partial void Accepted(ILogger logger, string attempt, string outcome, string reason);

        [LoggerMessage(LogLevel.Error, "The attestation of attempt {Attempt} was refused for good: {Problem}")]
        public static partial void Refused(ILogger logger, string attempt, string problem);

        [LoggerMessage(LogLevel.Warning, "Output {Path} of attempt {Attempt} is sent again from its start: {Problem}")]
        public static partial void SentAgain(ILogger logger, string attempt, string path, string problem);
    }
}
