using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json;
using DePin.NodeAgent.Owner;
using DePin.Protocol.Jobs;

namespace DePin.NodeAgent.Cli;

/// <summary><c>depin-node prune</c>: removes images that were pulled for jobs and that no job uses.</summary>
internal static class PruneCommand
{
    private static readonly Option<ByteSize> _keep = new("--keep")
    {
        Description = "Keep the last used ones, up to SIZE together. Default 0B: all that no job uses go.",
        HelpName = "SIZE",
        CustomParser = Parse,
    };

    private static readonly Option<bool> _dryRun = new("--dry-run") { Description = "Only say what would go." };

    public static Command Build(CliContext context)
    {
        Command command = new("prune", "Remove images of earlier jobs, the longest unused first; never one in use, never one of yours.")
        {
            _keep,
            _dryRun,
            CommonOptions.Json,
            CommonOptions.Socket,
        };
        command.SetAction(async (result, token) =>
        {
            using OwnerClient client = new(OwnerSocket.Find(context, result));
            PruneReport report = await client.PruneAsync(new PruneOrder(result.GetValue(_keep).Bytes, result.GetValue(_dryRun)), token);
            string text = result.GetValue(CommonOptions.Json)
                ? JsonSerializer.Serialize(report, OwnerJson.Indented.PruneReport)
                : string.Join(Environment.NewLine, Lines(report, context.Time.GetUtcNow()));
            await context.Text.WriteLineAsync(text.AsMemory(), token);
            return (int)ExitCode.Ok;
        });
        return command;
    }

    private static IEnumerable<string> Lines(PruneReport report, DateTimeOffset now)
    {
        string did = report.DryRun ? "would go" : "removed";
        foreach (PrunedImage image in report.Removed)
        {
            string unused = HumanText.Span(now - DateTimeOffset.FromUnixTimeMilliseconds(image.UsedAt));
            yield return $"{did}: {HumanText.Words(image.Name)}, {HumanText.Size(image.Bytes)}, unused for {unused}";
        }

        string all = HumanText.Size(report.Removed.Sum(image => image.Bytes));
        yield return $"{report.Removed.Count} {did}, {all} as unpacked (layers that others share stay); "
            + $"{report.LeftUnused} unused left, {HumanText.Size(report.LeftUnusedBytes)}.";
    }

    private static ByteSize Parse(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (ByteSize.Read(text, out ByteSize size) is { } refusal)
        {
            result.AddError($"--keep '{HumanText.Words(text)}' {refusal.Message}; write a size, such as 50GiB.");
        }

        return size;
    }
}
