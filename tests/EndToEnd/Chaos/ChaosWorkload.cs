using System.Text;
using DePin.Attestation.Envelopes;
using DePin.Attestation.Messages;
using DePin.EndToEnd.Product;
using DePin.Protocol;
using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;
using DePin.Scheduler.Client;

namespace DePin.EndToEnd.Chaos;

/// <summary>
/// A submitter with many jobs, who asks again when nobody answers, and looks at every byte of what comes back.
/// </summary>
internal sealed class ChaosWorkload(Deployment depin, Random random)
{
    private const int InFlight = 4;
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(300);

    /// <summary>What a job may need at the most, with all that happens to it.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(6);

    private readonly Dictionary<JobId, (ChaosJob Job, long Since)> _open = [];
    private int _submitted;

    /// <summary>What was promised and did not hold, one line each.</summary>
    public List<string> Violations { get; } = [];

    /// <summary>Every job that ended, as it was at its end.</summary>
    public List<JobView> Finished { get; } = [];

    private SchedulerClient Api => depin.Api.Patient;

    /// <summary>Submits until <paramref name="enough"/>, then waits for all that is open.</summary>
    public async Task RunAsync(CancellationToken enough, CancellationToken token)
    {
        while (!enough.IsCancellationRequested || _open.Count > 0)
        {
            while (!enough.IsCancellationRequested && _open.Count < InFlight)
            {
                await SubmitAsync(token);
            }

            foreach (JobId id in _open.Keys.ToList())
            {
                await LookAsync(id, token);
            }

            await Task.Delay(_look, TimeProvider.System, token);
        }
    }

    private async Task SubmitAsync(CancellationToken token)
    {
        ChaosJob job = ChaosJob.Draw(++_submitted, random);
        byte[] file = Encoding.UTF8.GetBytes(job.File(depin.Image));
        JobView view = await Api.SubmitAsync(file, "application/yaml", job.Name, token);
        if (!_open.TryAdd(view.Id, (job, TimeProvider.System.GetTimestamp())))
        {
            Violations.Add($"{job.Name}: its submission was answered with job {view.Id}, which is another's");
        }
    }

    private async Task LookAsync(JobId id, CancellationToken token)
    {
        (ChaosJob job, long since) = _open[id];
        JobView view = await Api.JobAsync(id, token);
        if (view.State is JobState.Finished end)
        {
            _open.Remove(id);
            Finished.Add(view);
            await CheckAsync(job, view, end, token);
        }
        else if (TimeProvider.System.GetElapsedTime(since) > _patience)
        {
            _open.Remove(id);
            Violations.Add($"{job.Name}: after {_patience} it is neither done nor does it get on: {view.State}");
        }
    }

    private async Task CheckAsync(ChaosJob job, JobView view, JobState.Finished end, CancellationToken token)
    {
        AttemptView last = view.Attempts[^1];
        Hold(end.Outcome == job.Outcome && end.ExitCode == job.ExitCode, job, $"ended {end.Outcome} {end.ExitCode}: {end.Reason}");
        foreach (AttemptView earlier in view.Attempts.SkipLast(1))
        {
            bool excused = earlier.Outcome is null or Outcome.HostFault or Outcome.NetworkFault;
            Hold(excused, job, $"attempt {earlier.Id} ended {earlier.Outcome} ({earlier.Reason}) and yet it ran again");
            string part = await LogAsync(view.Id, earlier.Id, token);
            Hold(job.Log.StartsWith(part, StringComparison.Ordinal), job, $"the log of attempt {earlier.Id} is none of its own: {part}");
        }

        string log = await LogAsync(view.Id, last.Id, token);
        Hold(log == job.Log, job, $"its log has {log.Length} characters, not {job.Log.Length}: {log}");
        await CheckOutputAsync(job, view.Id, token);
        await CheckAttestationsAsync(job, view, token);
    }

    private async Task CheckOutputAsync(ChaosJob job, JobId id, CancellationToken token)
    {
        IReadOnlyList<ArtifactEntry> outputs = (await Api.ArtifactsAsync(id, token)).Artifacts;
        byte[] expected = Encoding.UTF8.GetBytes(job.Output);
        Hold(
            outputs is [{ Path: ChaosJob.OutputPath } only] && only.Sha256 == ContentHash.Of(expected) && only.Size == expected.Length,
            job,
            $"its outputs are {string.Join(", ", outputs)}");
    }

    private async Task CheckAttestationsAsync(ChaosJob job, JobView view, CancellationToken token)
    {
        IReadOnlyList<AttestationEnvelope> envelopes = await Api.AttestationsAsync(view.Id, token);
        int attested = view.Attempts.Count(attempt => attempt.Outcome is not null);
        Hold(envelopes.Count == attested, job, $"{envelopes.Count} attestations of {attested} attested attempts");
        foreach (AttestationEnvelope envelope in envelopes)
        {
            AttestationReport report = AttestationVerifier.Verify(envelope);
            Hold(report.IsValid, job, $"an attestation does not verify: {string.Join("; ", report.Findings)}");
        }
    }

    private async Task<string> LogAsync(JobId job, AttemptId attempt, CancellationToken token)
    {
        using MemoryStream log = new();
        await new LogReader(Api, job, attempt, (_, bytes) => log.Write(bytes.Span)).ReadAsync(0, token);
        return Encoding.UTF8.GetString(log.GetBuffer(), 0, (int)log.Length);
    }

    private void Hold(bool holds, ChaosJob job, string otherwise)
    {
        if (!holds)
        {
            Violations.Add($"{job.Name}: {otherwise}");
        }
    }
}
