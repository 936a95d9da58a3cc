using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json;
using DePin.Attestation;
using DePin.Attestation.Envelopes;

namespace DePin.Scheduler.Cli.Attestations;

/// <summary><c>attestation verify FILE</c>.</summary>
internal sealed class AttestationVerifyCommand : CliCommand
{
    private readonly Argument<string> _file = new("FILE") { Description = "The attestation, as job attestation --to saves it" };

    private readonly Option<Address?> _scheduler = new("--scheduler")
    {
        HelpName = "ADDRESS",
        Description = "The scheduler that must have counter-signed it",
        CustomParser = AddressText.Parse,
    };

    private readonly Option<Address?> _node = new("--node")
    {
        HelpName = "ADDRESS",
        Description = "The node that must have signed it",
        CustomParser = AddressText.Parse,
    };

    private readonly Option<Eip712Domain?> _domain = new("--domain")
    {
        HelpName = "CHAIN_ID:CONTRACT",
        Description = "The chain and reward contract it must be signed for",
        CustomParser = ParseDomain,
    };

    private readonly Option<string?> _jobFile = new("--job-file")
    {
        HelpName = "FILE",
        Description = "The job file it must be for: checks specDigest",
    };

    private readonly Option<string?> _outputs = new("--outputs")
    {
        HelpName = "DIR",
        Description = "The outputs, as job outputs --to left them: checks resultDigest against the files",
    };

    private readonly Option<bool> _evidence = new("--evidence")
    {
        Description = "Write the evidence, an in-toto statement, to standard output, and the checks to standard error",
    };

    public AttestationVerifyCommand(CliEnvironment environment)
        : base("verify", "Verify an attestation offline. Every check is shown; exit code 0 means that none failed.", environment)
    {
        Add(_file);
        Add(_scheduler);
        Add(_node);
        Add(_domain);
        Add(_jobFile);
        Add(_outputs);
        Add(_evidence);
        AddCommonOptions();
    }

    protected override async Task<ExitCode> RunAsync(CliOutput output, ParseResult parse, CancellationToken token)
    {
        string path = parse.GetRequiredValue(_file);
        byte[] bytes = await ReadAsync(path, token);
        (AttestationEnvelope? envelope, List<Finding> findings) = Verify(bytes, parse);
        if (envelope is not null && parse.GetValue(_jobFile) is { } jobFile)
        {
            findings.Add(await SpecOnDisk.CompareAsync(jobFile, envelope.Message, token));
        }

        if (envelope is not null && parse.GetValue(_outputs) is { } directory)
        {
            findings.Add(await OutputsOnDisk.CompareAsync(directory, envelope.Evidence, envelope.Message.ResultDigest, token));
        }

        bool valid = findings.TrueForAll(finding => finding.Result != Finding.Fail);
        bool evidence = parse.GetValue(_evidence);
        if (output.Json)
        {
            JsonElement? statement = evidence && envelope is not null ? Statement(envelope) : null;
            output.Value(
                new VerificationJson(path, valid, envelope?.Digest(), findings, envelope?.Message, statement),
                CliJson.Default.VerificationJson);
        }
        else
        {
            VerificationText.Write(path, envelope, findings, valid, evidence, output);
        }

        return valid ? ExitCode.Ok : ExitCode.NotWell;
    }

    private (AttestationEnvelope? Envelope, List<Finding> Findings) Verify(byte[] bytes, ParseResult parse)
    {
        const string Check = "envelope";
        try
        {
            AttestationEnvelope envelope = AttestationEnvelope.Parse(bytes);
            AttestationExpectations expected = new(parse.GetValue(_domain), parse.GetValue(_node), parse.GetValue(_scheduler));
            AttestationReport report = AttestationVerifier.Verify(envelope, expected);
            return (envelope, [new Finding(Check, Finding.Ok, "well formed"), .. report.Findings.Select(Finding.Of)]);
        }
        catch (JsonException e)
        {
            return (null, [new Finding(Check, Finding.Fail, e.Message)]);
        }
    }

    private static async Task<byte[]> ReadAsync(string path, CancellationToken token)
    {
        await using FileStream file = File.OpenRead(path);
        byte[] buffer = new byte[Math.Min(file.Length, AttestationEnvelope.MaxBytes + 1L)];
        int length = await file.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, token);
        return buffer[..length];
    }

    /// <summary>Null when the evidence is not JSON; a check says so.</summary>
    private static JsonElement? Statement(AttestationEnvelope envelope)
    {
        try
        {
            return JsonElement.Parse(envelope.Evidence.Span);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Eip712Domain? ParseDomain(ArgumentResult result)
    {
        string text = result.Tokens.Single().Value;
        string[] parts = text.Split(':');
        if (parts.Length == 2 && ulong.TryParse(parts[0], out ulong chain) && Address.TryParse(parts[1], null, out Address contract))
        {
            return Eip712Domain.DePin(chain, contract);
        }

        result.AddError($"'{text}' is not a domain: write the chain's number, a colon and the contract's address");
        return null;
    }
}
