using System.Globalization;
using DePin.NodeAgent.Owner;
using Spectre.Console;

namespace DePin.NodeAgent.Cli;

/// <summary>Attestations as a table: one line each.</summary>
internal static class AttestationTable
{
    public static Table Of(IReadOnlyList<OwnerAttestation> attestations)
    {
        Table table = new Table().Border(TableBorder.Simple);
        foreach (string column in new[] { "Number", "Attempt", "Job", "Outcome", "Finished", "Counter-signed", "Digest" })
        {
            table.AddColumn(new TableColumn(new Text(column)).NoWrap());
        }

        foreach (OwnerAttestation attestation in attestations)
        {
            string finished = DateTimeOffset.FromUnixTimeSeconds(attestation.FinishedAt)
                .ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
            string[] cells =
            [
                attestation.Sequence.ToString(CultureInfo.InvariantCulture), attestation.Attempt.Short, attestation.Job.Short,
                attestation.Outcome.ToString(), finished, attestation.CounterSigned ? "yes" : "not yet", attestation.Digest.ToString(),
            ];
            table.AddRow(cells.Select(cell => new Text(cell)));
        }

        return table;
    }
}
