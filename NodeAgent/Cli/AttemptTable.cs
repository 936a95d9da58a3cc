using System.Text.Json;
using DePin.NodeAgent.Owner;
using Spectre.Console;

namespace DePin.NodeAgent.Cli;

/// <summary>Attempts as a table: one line each.</summary>
internal static class AttemptTable
{
    public static Table Of(IReadOnlyList<OwnerAttempt> attempts, DateTimeOffset now)
    {
        Table table = new Table().Border(TableBorder.Simple);
        foreach (string column in new[] { "Attempt", "Job", "Name", "State", "Age", "Cpu", "Memory" })
        {
            table.AddColumn(new TableColumn(new Text(column)).NoWrap());
        }

        foreach (OwnerAttempt attempt in attempts)
        {
            TimeSpan age = now - DateTimeOffset.FromUnixTimeMilliseconds(attempt.LeasedAt);
            string[] cells =
            [
                attempt.Attempt.Short, attempt.Job.Short, HumanText.Words(attempt.Name), State(attempt), HumanText.Span(age),
                HumanText.Cores(attempt.CpuMillicores), HumanText.Size(attempt.MemoryBytes),
            ];
            table.AddRow(cells.Select(cell => new Text(cell)));
        }

        return table;
    }

    /// <summary>
    /// The phase while it lasts, then the outcome; with what is still owed to the scheduler. What nobody attests is lost.
    /// </summary>
    public static string State(OwnerAttempt attempt) => (attempt.Outcome, attempt.Delivered) switch
    {
        ({ } outcome, true) => Name(outcome),
        (null, _) when attempt.EndedAt is not null => "lost",
        ({ } outcome, false) => $"{Name(outcome)}, {Name(attempt.Phase)}",
        _ => Name(attempt.Phase),
    };

    /// <summary><c>JobFault</c> as "job fault".</summary>
    private static string Name<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()).Replace('_', ' ');
}
