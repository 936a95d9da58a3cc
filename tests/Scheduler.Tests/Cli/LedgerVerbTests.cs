using System.Numerics;
using DePin.Protocol.Wire;
using Microsoft.AspNetCore.Http;

namespace DePin.Scheduler.Tests.Cli;

/// <summary><c>ledger</c>: it believes nothing it can compute.</summary>
internal sealed class LedgerVerbTests
{
    [Test]
    [CancelAfter(20_000)]
    public async Task A_whole_ledger_is_verified_over_all_its_pages(CancellationToken token)
    {
        LedgerRow[] rows = Sample.Ledger(7);
        await using FakeScheduler fake = await ServeAsync(rows, Balances(rows), token);

        CliRun json = await CliRun.AgainstAsync(fake, token, "ledger", "--json");
        CliRun text = await CliRun.AgainstAsync(fake, token, "ledger", "--limit", "2");

        Assert.That(json.Code, Is.EqualTo(ExitCode.Ok), json.Error);
        Assert.That(json.Json.GetProperty("verified").GetBoolean(), Is.True);
        Assert.That(json.Json.GetProperty("checked").GetInt32(), Is.EqualTo(7));
        Assert.That(json.Json.GetProperty("head").GetString(), Is.EqualTo(rows[^1].Hash.ToString()));
        Assert.That(json.Json.GetProperty("rows").GetArrayLength(), Is.EqualTo(7));
        Assert.That(System.Text.Json.JsonSerializer.Deserialize(json.OutputBytes, WireJson.Default.LedgerPage)!.Rows, Is.EqualTo(rows));
        Assert.That(text.Output.Split('\n').Count(line => line.Contains("succeeded", StringComparison.Ordinal)), Is.EqualTo(2));
        Assert.That(text.Output, Does.Match($@"{Sample.Beneficiary}\s+3\s+12\n"));
        Assert.That(text.Error, Does.Contain("the chain of 7 rows is whole"));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task An_empty_ledger_is_whole(CancellationToken token)
    {
        await using FakeScheduler fake = await ServeAsync([], [], token);

        CliRun run = await CliRun.AgainstAsync(fake, token, "ledger");

        Assert.That(run.Code, Is.EqualTo(ExitCode.Ok), run.Error);
    }

    [TestCase("amount", "row 4 has hash")]
    [TestCase("removed", "row 4 is missing")]
    [TestCase("swapped", "row 4 is missing")]
    [TestCase("rewritten", "row 5 says that the row before has hash")]
    [TestCase("twice", "a second time")]
    [TestCase("nonsense", "no whole number")]
    [TestCase("balance", "its rows sum to 16000000000000000000")]
    [TestCase("hidden", "states no balance of")]
    [CancelAfter(20_000)]
    public async Task Each_way_to_change_it_is_found(string how, string fault, CancellationToken token)
    {
        LedgerRow[] rows = Sample.Ledger(7);
        LedgerBalance[] balances = Balances(rows);
        switch (how)
        {
            case "amount": rows[3] = rows[3] with { Amount = "9" }; break;
            case "removed": rows = [.. rows[..3], .. rows[4..]]; break;
            case "swapped": (rows[3], rows[4]) = (rows[4], rows[3]); break;
            case "rewritten": rows[3] = Rehashed(rows[3] with { Amount = "9" }); break;
            case "twice": rows[6] = Rehashed(rows[6] with { Attempt = rows[0].Attempt }); break;
            case "nonsense": rows[6] = Rehashed(rows[6] with { Amount = "-1" }); break;
            case "balance": balances = [.. balances.Select(balance => balance with { Amount = balance.Amount + "0" })]; break;
            default: balances = balances[..1]; break;
        }

        await using FakeScheduler fake = await ServeAsync(rows, balances, token);

        CliRun text = await CliRun.AgainstAsync(fake, token, "ledger");
        CliRun json = await CliRun.AgainstAsync(fake, token, "ledger", "--json");

        Assert.That(text.Code, Is.EqualTo(ExitCode.NotWell), text.Error);
        Assert.That(text.Error, Does.Contain("BROKEN").And.Contain(fault));
        Assert.That(json.Code, Is.EqualTo(ExitCode.NotWell));
        Assert.That(json.Json.GetProperty("fault").GetString(), Does.Contain(fault));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Rows_that_come_in_while_it_is_read_do_not_break_it(CancellationToken token)
    {
        LedgerRow[] rows = Sample.Ledger(7);
        await using FakeScheduler fake = await FakeScheduler.StartAsync(token);
        fake.OnEach("GET", "/v1/ledger", Page(rows[..3], rows[..3], 3), Page(rows[3..6], rows[..6], 6), Page(rows[6..], rows, null));

        CliRun run = await CliRun.AgainstAsync(fake, token, "ledger");

        Assert.That(run.Code, Is.EqualTo(ExitCode.Ok), run.Error);

        // Each page states only the addresses it pays, as they stood when it was read.
        static RequestDelegate Page(LedgerRow[] shown, LedgerRow[] written, long? next) => context => FakeScheduler.WriteAsync(context, 200,
            new LedgerPage(shown, [.. Balances(written).Where(balance => shown.Any(row => row.Beneficiary == balance.Beneficiary))], next),
            WireJson.Default.LedgerPage);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_page_that_leads_back_is_not_read_for_ever(CancellationToken token)
    {
        await using FakeScheduler fake = await FakeScheduler.StartAsync(token);
        fake.OnGet("/v1/ledger", new LedgerPage(Sample.Ledger(2), [], 0), WireJson.Default.LedgerPage);

        CliRun run = await CliRun.AgainstAsync(fake, token, "ledger");

        Assert.That(run.Code, Is.EqualTo(ExitCode.Untrusted));
        Assert.That(run.Error, Does.Contain("leads to row 0"));
    }

    private static LedgerRow Rehashed(LedgerRow row) => row with { Hash = row.ComputeHash() };

    private static LedgerBalance[] Balances(LedgerRow[] rows) =>
    [
        .. rows.GroupBy(row => row.Beneficiary)
            .OrderByDescending(owed => owed.Key == Sample.Beneficiary)
            .Select(owed => new LedgerBalance(owed.Key, Sum(owed), owed.Count())),
    ];

    private static string Sum(IEnumerable<LedgerRow> rows) =>
        rows.Select(row => BigInteger.Parse(row.Amount)).Aggregate(BigInteger.Add).ToString();

    /// <summary>Three rows a page.</summary>
    private static async Task<FakeScheduler> ServeAsync(LedgerRow[] rows, LedgerBalance[] balances, CancellationToken token)
    {
        FakeScheduler fake = await FakeScheduler.StartAsync(token);
        return fake.On("GET", "/v1/ledger", context =>
        {
            int after = int.Parse(context.Request.Query["after"].Single()!, System.Globalization.CultureInfo.InvariantCulture);
            LedgerRow[] page = [.. rows.Skip(after).Take(3)];
            long? next = after + 3 < rows.Length ? after + 3 : null;
            return FakeScheduler.WriteAsync(context, 200, new LedgerPage(page, balances, next), WireJson.Default.LedgerPage);
        });
    }
}
