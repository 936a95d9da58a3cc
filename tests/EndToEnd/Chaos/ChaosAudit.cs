using DePin.Attestation.Messages;
using DePin.EndToEnd.Product;
using DePin.Protocol;
using DePin.Protocol.Wire;
using DePin.Scheduler.Cli.Ledger;

namespace DePin.EndToEnd.Chaos;

/// <summary>What must hold when a <see cref="ChaosRun"/> is over: the witness's log, the ledger, and nothing left behind.</summary>
internal sealed class ChaosAudit(Deployment depin, JobId witness)
{
    private static readonly TimeSpan _bound = TimeSpan.FromSeconds(120);

    /// <summary>What must hold when everything has ended.</summary>
    public async Task<IReadOnlyList<string>> ViolationsAsync(IReadOnlyList<JobView> finished, CancellationToken token)
    {
        await depin.Api.Patient.CancelAsync(witness, token);
        JobView last = await depin.FinishedAsync(witness, _bound, token);
        return
        [
            .. await WitnessLogAsync(token),
            .. Ledger([.. finished, last], (await LedgerReading.OfAsync(depin.Api, LedgerReading.MaxShown, token)).ToJson()),
            .. await LeftBehindAsync(token),
        ];
    }

    private async Task<IReadOnlyList<string>> WitnessLogAsync(CancellationToken token)
    {
        string log = await depin.LogAsync(witness, token);
        int lines = log.Count(character => character == '\n');
        string expected = string.Concat(Enumerable.Range(1, lines).Select(line => $"still here {line}\n"));
        return log == expected ? [] : [$"the witness's log is not its lines 1 to {lines}, each once and in order"];
    }

    private static IEnumerable<string> Ledger(IReadOnlyList<JobView> jobs, LedgerJson ledger)
    {
        if (!ledger.Verified)
        {
            yield return $"the ledger does not verify: {ledger.Fault}";
        }

        ILookup<JobId, LedgerRow> rows = ledger.Rows.ToLookup(row => row.Job);
        foreach (JobView job in jobs)
        {
            int attested = job.Attempts.Count(attempt => attempt.Outcome is not null);
            if (rows[job.Id].Count() != attested)
            {
                yield return $"{job.Spec.Name}: {rows[job.Id].Count()} rows of the ledger for {attested} attested attempts";
            }

            int earning = rows[job.Id].Count(row => row.Outcome is not (Outcome.HostFault or Outcome.NetworkFault));
            if (earning != 1)
            {
                yield return $"{job.Spec.Name} earned {earning} times";
            }

            foreach (LedgerRow row in rows[job.Id].Where(
                row => row is { Amount: not "0", Outcome: Outcome.HostFault or Outcome.NetworkFault }))
            {
                yield return $"{job.Spec.Name}: row {row.Number} pays {row.Amount} for a {row.Outcome}";
            }
        }
    }

    private async Task<IReadOnlyList<string>> LeftBehindAsync(CancellationToken token)
    {
        string spool = Path.Combine(depin.NodeState, "attempts");
        string left = "";
        async Task<bool> NothingAsync()
        {
            left = string.Join(
                ' ',
                await depin.Engine.DockerAsync(token, "ps", "-aq", "--filter", "label=depin.attempt"),
                await depin.Engine.DockerAsync(token, "ps", "-aq", "--filter", "name=depin-net-"),
                await depin.Engine.DockerAsync(token, "network", "ls", "-q", "--filter", "label=depin.node"),
                await depin.Engine.DockerAsync(token, "volume", "ls", "-q"),
                string.Join(' ', Directory.GetDirectories(spool)),
                string.Join(' ', await depin.Engine.StrayContainersAsync(token))).Trim();
            return left.Length == 0;
        }

        try
        {
            await Eventually.TrueAsync(NothingAsync, _bound, () => left, token);
            return [];
        }
        catch (TimeoutException)
        {
            return [$"left behind: {left}"];
        }
    }
}
