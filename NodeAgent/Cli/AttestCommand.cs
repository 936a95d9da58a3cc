using System.CommandLine;
using System.Text.Json;
using DePin.Attestation;
using DePin.Attestation.Envelopes;
using DePin.NodeAgent.Owner;
using Spectre.Console;

namespace DePin.NodeAgent.Cli;

/// <summary><c>depin-node attest list</c> and <c>attest verify FILE</c>.</summary>
internal static class AttestCommand
{
    private static readonly Argument<string> _file = new("FILE") { Description = "An attestation envelope (JSON)." };

    private static readonly Option<Address?> _node = Account("--node", "The node that must have signed it.");

    private static readonly Option<Address?> _scheduler = Account("--scheduler", "The scheduler that must have counter-signed it.");

    public static Command Build(CliContext context)
    {
        Command list = new("list", "List the attestations this node signed, newest first.") { CommonOptions.Json, CommonOptions.Socket };
        list.SetAction(async (result, token) =>
        {
            using OwnerClient client = new(OwnerSocket.Find(context, result));
            return (int)await ListAsync(context, client, result.GetValue(CommonOptions.Json), token);
        });
        Command verify = new("verify", "Verify anybody's attestation offline: no service, no network.")
        {
            _file,
            _node,
            _scheduler,
            CommonOptions.Json,
        };
        verify.SetAction(async (result, token) =>
        {
            AttestationExpectations expected = new(Node: result.GetValue(_node), Scheduler: result.GetValue(_scheduler));
            return (int)await VerifyAsync(context, result.GetValue(_file)!, expected, result.GetValue(CommonOptions.Json), token);
        });
        return new Command("attest", "List and verify attestations of finished work.") { list, verify };
    }

    private static async Task<ExitCode> ListAsync(CliContext context, OwnerClient client, bool json, CancellationToken token)
    {
        IReadOnlyList<OwnerAttestation> attestations = await client.GetAttestationsAsync(token);
        if (json)
        {
            string text = JsonSerializer.Serialize(attestations, OwnerJson.Indented.IReadOnlyListOwnerAttestation);
            await context.Text.WriteLineAsync(text.AsMemory(), token);
        }
        else if (attestations.Count == 0)
        {
            context.Out.WriteLine("This node has signed no attestation yet.");
        }
        else
        {
            context.Out.Write(AttestationTable.Of(attestations));
        }

        return ExitCode.Ok;
    }

    private static async Task<ExitCode> VerifyAsync(
        CliContext context, string file, AttestationExpectations expected, bool json, CancellationToken token)
    {
        AttestationEnvelope envelope;
        try
        {
            if (new FileInfo(file) is { Exists: true, Length: > AttestationEnvelope.MaxBytes })
            {
                return await context.FailAsync(
                    ExitCode.NotWell, $"{file} is not an attestation: it is larger than {AttestationEnvelope.MaxBytes} bytes.");
            }

            envelope = AttestationEnvelope.Parse(await File.ReadAllBytesAsync(file, token));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return await context.FailAsync(ExitCode.Configuration, $"{file} cannot be read: {problem.Message}");
        }
        catch (JsonException problem)
        {
            return await context.FailAsync(ExitCode.NotWell, $"{file} is not an attestation: {HumanText.Words(problem.Message)}");
        }

        AttestationReport report = AttestationVerifier.Verify(envelope, expected);
        await ShowAsync(context, file, report, json, token);
        return report.IsValid ? ExitCode.Ok : ExitCode.NotWell;
    }

    private static async Task ShowAsync(CliContext context, string file, AttestationReport report, bool json, CancellationToken token)
    {
        if (json)
        {
            VerifyView view = new(file, report.IsValid, report.Digest, [.. report.Findings.Select(View)]);
            await context.Text.WriteLineAsync(JsonSerializer.Serialize(view, CliJson.Default.VerifyView).AsMemory(), token);
            return;
        }

        Grid grid = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn(new GridColumn().NoWrap()).AddColumn();
        foreach (AttestationFinding finding in report.Findings)
        {
            string mark = finding.Status switch { FindingStatus.Passed => "ok", FindingStatus.Failed => "FAILED", _ => "absent" };
            grid.AddRow(new Text(mark), new Text(finding.Check.ToString()), new Text(HumanText.Words(finding.Detail)));
        }

        context.Out.Write(grid);
        context.Out.WriteLine(report.IsValid
            ? $"{file}: valid, digest {report.Digest}"
            : $"{file}: NOT VALID. Do not pay or accept this work; ask for the original file from its node or scheduler.");
    }

    private static VerifyCheckView View(AttestationFinding finding) => new(Camel(finding.Check), Camel(finding.Status), finding.Detail);

    private static Option<Address?> Account(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "ADDRESS",
        CustomParser = result =>
        {
            if (Address.TryParse(result.Tokens[0].Value, null, out Address address))
            {
                return address;
            }

            result.AddError($"{name} takes an address: 0x and 40 hexadecimal digits, not '{HumanText.Words(result.Tokens[0].Value)}'.");
            return null;
        },
    };

    private static string Camel<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
