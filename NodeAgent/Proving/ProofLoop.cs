using DePin.Attestation;
using DePin.NodeAgent.Attempts;
using DePin.NodeAgent.Journal;

namespace DePin.NodeAgent.Proving;

/// <summary>
/// Answers the challenges in the journal: one for each GPU at a time, and a newer one in the place of an older. What an earlier process of
/// this agent left open is given up: its work went with it.
/// </summary>
internal sealed class ProofLoop(NodeJournal journal, ProofRun run)
{
    private readonly Wake _wake = new();
    private readonly Dictionary<string, Running> _runs = [];
    private readonly HashSet<Hash32> _begun = [];

    public async Task RunAsync(CancellationToken token)
    {
        journal.Changed += _wake.Call;
        try
        {
            foreach (ProofRecord inherited in journal.Proofs.Open.ToList())
            {
                _begun.Add(inherited.Id);
                await run.GiveUpAsync(inherited, "the agent was restarted meanwhile", token);
            }

            while (true)
            {
                await ForgetDoneAsync();
                await BeginAsync(token);
                await _wake.WaitAsync(token);
            }
        }
        finally
        {
            journal.Changed -= _wake.Call;
            await EndAllAsync();
        }
    }

    private async Task BeginAsync(CancellationToken token)
    {
        foreach (ProofRecord record in journal.Proofs.Open.Where(record => !_begun.Contains(record.Id)).ToList())
        {
            string gpu = record.Challenge.Gpu;
            if (await EndAsync(gpu) is { } older && journal.Proofs.Open.Any(open => open.Id == older.Id))
            {
                await run.GiveUpAsync(older, "a newer challenge took its place", token);
            }

            var stop = CancellationTokenSource.CreateLinkedTokenSource(token);
            _begun.Add(record.Id);
            _runs[gpu] = new Running(record, stop, run.AnswerAsync(record, stop.Token));
        }

        _begun.IntersectWith(journal.Proofs.Open.Select(record => record.Id));
    }

    private async Task ForgetDoneAsync()
    {
        foreach ((string gpu, _) in _runs.Where(entry => entry.Value.Task.IsCompleted).ToList())
        {
            await EndAsync(gpu);
        }
    }

    /// <returns>What was being answered there, if anything was.</returns>
    private async Task<ProofRecord?> EndAsync(string gpu)
    {
        if (!_runs.Remove(gpu, out Running? running))
        {
            return null;
        }

        await running.Stop.CancelAsync();
        await running.Task;
        running.Stop.Dispose();
        return running.Record;
    }

    private async Task EndAllAsync()
    {
        foreach (string gpu in _runs.Keys.ToList())
        {
            await EndAsync(gpu);
        }
    }

    private sealed record Running(ProofRecord Record, CancellationTokenSource Stop, Task Task);
}
