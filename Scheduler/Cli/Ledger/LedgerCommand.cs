using System.CommandLine;
using DePin.Protocol.Wire;
using DePin.Scheduler.Cli.Jobs;
using DePin.Scheduler.Client;

namespace DePin.Scheduler.Cli.Ledger;

/// <summary><c>ledger</c>.</summary>
internal sealed class LedgerCommand : ClientCommand
{
    private const int DefaultLimit = 20;

    private readonly Option<int?> _limit = new("--limit")
    {
        HelpName = "N",
        Description = $"Show the newest so many rows; all are verified [default: {DefaultLimit}, with --json {LedgerReading.MaxShown}]",
    };

    public LedgerCommand(CliEnvironment environment)
        : base("ledger", "Show what accepted attestations earned and what is owed; verifies the chain of all rows.", environment)
    {
        _limit.Validators.Add(NumberRange.Of(0, LedgerReading.MaxShown));
        Add(_limit);
        AddCommonOptions();
    }

    protected override async Task<ExitCode> RunAsync(SchedulerClient client, CliOutput output, ParseResult parse, CancellationToken token)
    {
        int shown = parse.GetValue(_limit) ?? (output.Json ? LedgerReading.MaxShown : DefaultLimit);
        LedgerJson ledger = (await LedgerReading.OfAsync(client, shown, token)).ToJson();
        if (output.Json)
        {
            output.Value(ledger, CliJson.Default.LedgerJson);
        }
        else
        {
            Write(ledger, output);
        }

        return ledger.Verified ? ExitCode.Ok : ExitCode.NotWell;
    }

    private static void Write(LedgerJson ledger, CliOutput output)
    {
        TextTable rows = new("ROW", "AT", "JOB", "NODE", "OUTCOME", "PAID TIME", "AMOUNT");
        foreach (LedgerRow row in ledger.Rows)
        {
            rows.Add(
                $"{row.Number}",
                Display.Time(row.At),
                row.Job.Short,
                row.Node.ToString(),
                JobText.Word(row.Outcome),
                Display.Duration(TimeSpan.FromMilliseconds(Math.Clamp(row.PaidMs, 0, 1_000_000_000_000))),
                Display.Tokens(row.Amount));
        }

        output.Table(rows);
        TextTable owed = new("OWED TO", "ROWS", "AMOUNT");
        foreach (LedgerBalance balance in ledger.Balances)
        {
            owed.Add(balance.Beneficiary.ToString(), $"{balance.Rows}", Display.Tokens(balance.Amount));
        }

        output.Line("");
        output.Table(owed);
        output.Note(ledger.Verified ? $"the chain of {ledger.Checked} rows is whole; head {ledger.Head}" : $"BROKEN: {ledger.Fault}");
    }
}
