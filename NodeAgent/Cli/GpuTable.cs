using System.Globalization;
using DePin.Benchmark.Gpus;
using DePin.Benchmark.Gpus.Checks;
using DePin.NodeAgent.Owner;
using Spectre.Console;

namespace DePin.NodeAgent.Cli;

/// <summary>The GPUs for people: a line for each, then what is worth knowing.</summary>
internal static class GpuTable
{
    public static void Show(IAnsiConsole console, GpusView view, DateTimeOffset now)
    {
        GpuInventory inventory = view.Inventory;
        if (!ShowHeading(console, inventory))
        {
            return;
        }

        if (inventory.Gpus.Count > 0)
        {
            console.Write(Table(view));
        }

        foreach (OwnerProof proof in view.Proofs)
        {
            console.WriteLine($"proof of {ProofText.Line(proof, now)}");
        }

        ShowFindings(console, inventory.Findings);
    }

    public static void ShowFindings(IAnsiConsole console, IEnumerable<GpuFinding> findings)
    {
        foreach (GpuFinding finding in findings)
        {
            console.WriteLine($"! {(finding.Gpu is { } gpu ? $"{HumanText.Words(gpu)}: " : "")}{HumanText.Words(finding.Message)}");
            console.WriteLine($"  {HumanText.Words(finding.Remedy)}");
        }
    }

    /// <summary>In a few words, for the status screen.</summary>
    public static string Line(GpuInventory? inventory) => inventory switch
    {
        null => "being looked at",
        { Gpus.Count: 0 } => inventory.IsEmpty() ? "none" : "none that could be used",
        _ => string.Join(", ", inventory.Gpus.CountBy(gpu => gpu.Name ?? "unknown").Select(it => $"{it.Value} x {HumanText.Words(it.Key)}"))
            + $", driver {inventory.Driver}{(inventory.Simulated ? ", simulated" : "")}",
    };

    /// <returns>Whether there is anything of NVIDIA's.</returns>
    public static bool ShowHeading(IAnsiConsole console, GpuInventory inventory)
    {
        bool empty = inventory.IsEmpty();
        console.WriteLine(empty
            ? "No NVIDIA GPU in this machine, and no driver of NVIDIA's: it is offered for what its processor does."
            : $"NVIDIA driver {inventory.Driver ?? "not loaded"}, CUDA {inventory.Cuda ?? "unknown"}"
                + (inventory.ConfidentialComputing == true ? ", confidential computing" : "")
                + (inventory.Simulated ? ", simulated: nothing here is of hardware" : ""));
        return !empty;
    }

    private static Table Table(GpusView view)
    {
        Table table = new Table().Border(TableBorder.Simple);
        foreach (string column in new[] { "GPU", "UUID", "At", "CC", "Memory", "PCIe", "Clock", "Power", "Heat", "Tried out" })
        {
            table.AddColumn(new TableColumn(new Text(column)).NoWrap());
        }

        foreach (Gpu gpu in view.Inventory.Gpus)
        {
            string[] cells =
            [
                HumanText.Words(gpu.Name ?? "unknown"), HumanText.Words(gpu.Uuid), gpu.Address.ToString(), gpu.ComputeCapability ?? "",
                gpu.MemoryBytes is { } bytes ? HumanText.Size(bytes) : "", Link(gpu.State.Link), Clock(gpu.State.Clocks),
                Power(gpu.State.Power), gpu.State.TemperatureCelsius is { } celsius ? Invariant($"{celsius} °C") : "",
                TriedOut(view.Checks.FirstOrDefault(check => check.Uuid == gpu.Uuid)),
            ];
            table.AddRow(cells.Select(cell => new Text(cell)));
        }

        return table;
    }

    private static string Link(PcieLink? link) => link is not { Width: { } width } ? ""
        : Invariant($"{link.Generation}.0 x{width} of {link.MaxGeneration}.0 x{link.MaxWidth}");

    private static string Clock(GpuClocks? clocks) =>
        clocks is { SmMhz: { } now, MaxSmMhz: { } most } ? Invariant($"{now} of {most} MHz") : "";

    private static string Power(GpuPower? power) =>
        power is { DrawWatts: { } draw, LimitWatts: { } limit } ? Invariant($"{draw:0} of {limit:0} W") : "";

    private static string TriedOut(GpuCheck? check) => check is null ? ""
        : check.Findings.Any(finding => finding.Code == GpuFindingCode.Busy) ? "in use"
        : check.Findings.Count > 0 ? "failed"
        : Invariant($"well, {HumanText.Size(check.KeptBytes)} written, {check.Seconds:0.0} s");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
