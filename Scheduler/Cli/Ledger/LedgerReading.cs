using System.Globalization;
using System.Numerics;
using DePin.Attestation;
using DePin.Protocol;
using DePin.Protocol.Wire;
using DePin.Scheduler.Client;

namespace DePin.Scheduler.Cli.Ledger;

/// <summary>
/// Reads the whole ledger page by page and believes none of it: chain, numbers, one row an attempt, and the sums are checked here.
/// </summary>
/// <remarks>
/// Each page states the balances of the addresses it pays, as of the moment it was read. Rows that came in meanwhile stand on a later
/// page, which states the balance anew; so the last statement about an address covers exactly the rows that were read.
/// </remarks>
internal sealed class LedgerReading
{
    public const int MaxShown = 10_000;

    private readonly int _shown;
    private readonly Queue<LedgerRow> _newest = new();
    private readonly HashSet<AttemptId> _paid = [];
    private readonly Dictionary<Address, (BigInteger Amount, long Rows)> _owed = [];
    private readonly Dictionary<Address, LedgerBalance> _stated = [];
    private long _checked;
    private Hash32 _head;
    private string? _fault;

    private LedgerReading(int shown) => _shown = shown;

    /// <param name="shown">How many of the newest rows to keep.</param>
    public static async Task<LedgerReading> OfAsync(SchedulerClient client, int shown, CancellationToken token)
    {
        LedgerReading reading = new(shown);
        long after = 0;
        while (true)
        {
            LedgerPage page = await client.LedgerAsync(after, token);
            foreach (LedgerRow row in page.Rows)
            {
                reading.Take(row);
            }

            foreach (LedgerBalance balance in page.Balances)
            {
                reading._stated[balance.Beneficiary] = balance;
            }

            if (page.Next is not { } next)
            {
                reading._fault ??= reading.WrongBalance();
                return reading;
            }

            // A page that leads backwards would be read for ever.
            after = next > after && page.Rows.Count > 0
                ? next
                : throw new UntrustedReplyException(
                    $"the ledger's page after row {after} leads to row {next}",
                    "Ask the scheduler's operator.");
        }
    }

    public LedgerJson ToJson() => new(
        [.. _newest],
        [
            .. _owed.OrderBy(entry => entry.Key.ToString(), StringComparer.Ordinal).Select(
                entry => new LedgerBalance(entry.Key, Text(entry.Value.Amount), entry.Value.Rows)),
        ],
        _fault is null,
        _checked,
        _head,
        _fault);

    private void Take(LedgerRow row)
    {
        _fault ??= Fault(row);
        _checked++;
        _head = row.Hash;
        _paid.Add(row.Attempt);
        _newest.Enqueue(row);
        if (_newest.Count > _shown)
        {
            _newest.Dequeue();
        }

        if (TryAmount(row.Amount, out BigInteger amount))
        {
            (BigInteger sum, long rows) = _owed.GetValueOrDefault(row.Beneficiary);
            _owed[row.Beneficiary] = (sum + amount, rows + 1);
        }
    }

    private string? Fault(LedgerRow row)
    {
        if (row.Number != _checked + 1)
        {
            return $"row {_checked + 1} is missing: row {row.Number} came instead";
        }

        if (row.Previous != _head)
        {
            return $"row {row.Number} says that the row before has hash {row.Previous}, it has {_head}";
        }

        if (row.ComputeHash() is var hash && hash != row.Hash)
        {
            return $"row {row.Number} has hash {hash}, it says {row.Hash}: its content was changed";
        }

        if (_paid.Contains(row.Attempt))
        {
            return $"row {row.Number} pays attempt {row.Attempt} a second time";
        }

        return TryAmount(row.Amount, out _) ? null : $"row {row.Number} has the amount '{row.Amount}', which is no whole number";
    }

    private string? WrongBalance()
    {
        foreach ((Address address, (BigInteger amount, long rows)) in _owed)
        {
            if (!_stated.TryGetValue(address, out LedgerBalance? stated))
            {
                return $"the scheduler states no balance of {address}, its {rows} rows sum to {Text(amount)}";
            }

            if (stated.Amount != Text(amount) || stated.Rows != rows)
            {
                return $"the scheduler owes {address} {stated.Amount} for {stated.Rows} rows, its rows sum to {Text(amount)} for {rows}";
            }
        }

        LedgerBalance? unpaid = _stated.Values.FirstOrDefault(balance => balance.Amount != "0" && !_owed.ContainsKey(balance.Beneficiary));
        return unpaid is null ? null : $"the scheduler owes {unpaid.Beneficiary} {unpaid.Amount}, no row pays it";
    }

    private static bool TryAmount(string text, out BigInteger amount) =>
        BigInteger.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out amount);

    private static string Text(BigInteger amount) => amount.ToString(CultureInfo.InvariantCulture);
}
