using DePin.Scheduler.Engine;
using DePin.Simulation.Scheduling;
using Microsoft.Data.Sqlite;

namespace DePin.Simulation.Mutants;

/// <summary>The ledger's insert looks neither at the lease nor at the attestation: a row more is paid than was earned.</summary>
internal sealed class PaysUnattested : Mutant
{
    private string? _store;

    public override void SchedulerWrites(SchedulerMachine scheduler) => _store = Path.Combine(scheduler.Directory, Template.StoreName);

    public override void Decided(EngineState? state)
    {
        if (state is not { LedgerNumber: 1 } || _store is null)
        {
            return;
        }

        using SqliteConnection connection = new($"Data Source={_store};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = """
            INSERT OR IGNORE INTO ledger
            SELECT 2, job, randomblob(32), epoch, node, beneficiary, outcome, attestation, paid_ms, amount, at, hash, randomblob(32)
            FROM ledger WHERE number = 1
            """;
        command.ExecuteNonQuery();
    }
}
