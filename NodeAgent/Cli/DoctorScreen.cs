using DePin.NodeAgent.Doctor;
using Spectre.Console;

namespace DePin.NodeAgent.Cli;

/// <summary>The checks for people: what is wrong first, each with its fix below it.</summary>
internal static class DoctorScreen
{
    public static void Show(IAnsiConsole console, IReadOnlyList<CheckResult> results, bool all)
    {
        Grid grid = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn(new GridColumn().NoWrap()).AddColumn();
        CheckStatus[] order = [CheckStatus.Fail, CheckStatus.Warn, CheckStatus.Skip, CheckStatus.Ok];
        foreach (CheckResult result in results.OrderBy(result => Array.IndexOf(order, result.Status)))
        {
            if (result.Status == CheckStatus.Ok && !all)
            {
                continue;
            }

            grid.AddRow(Mark(result.Status), new Text(result.Check), new Text(HumanText.Words(result.Message)));
            if (result.Remedy is { } remedy)
            {
                grid.AddRow(new Text(""), new Text(""), new Text($"→ {HumanText.Words(remedy)}"));
            }
        }

        console.Write(grid);
        console.WriteLine(Summary(results, all));
    }

    private static string Summary(IReadOnlyList<CheckResult> results, bool all)
    {
        int ok = Count(CheckStatus.Ok);
        string hidden = all || ok == 0 ? "" : " (--all shows them)";
        string fix = results.Any(result => result.Fixable) ? " 'depin-node doctor --fix' mends some of it." : "";
        return $"{ok} ok{hidden}, {Count(CheckStatus.Warn)} to look at, {Count(CheckStatus.Fail)} to mend, "
            + $"{Count(CheckStatus.Skip)} skipped.{fix}";

        int Count(CheckStatus status) => results.Count(result => result.Status == status);
    }

    private static Text Mark(CheckStatus status) => status switch
    {
        CheckStatus.Ok => new Text("ok", new Style(Color.Green)),
        CheckStatus.Warn => new Text("warn", new Style(Color.Yellow)),
        CheckStatus.Fail => new Text("FAIL", new Style(Color.Red)),
        _ => new Text("skip", new Style(Color.Grey)),
    };
}
