using System.Text.Json;
using DePin.Attestation.Envelopes;

namespace DePin.Scheduler.Tests.Cli;

/// <summary><c>attestation verify</c>: a good envelope passes every check, and each way to tamper with one is named.</summary>
internal sealed class AttestationVerifyTests
{
    [Test]
    [CancelAfter(20_000)]
    public async Task A_good_attestation_verifies_against_everything_known(CancellationToken token)
    {
        using TempDirectory files = new();
        string envelope = Save(files, Sample.Envelope);
        string job = files.Write("job.json", System.Text.Encoding.UTF8.GetString(Sample.Spec.ToCanonicalJson()));
        files.Write("out/outputs/metrics.json", System.Text.Encoding.UTF8.GetString(Sample.Metrics));
        await File.WriteAllBytesAsync(files.File("out/outputs/model.npz"), Sample.Model, token);

        CliRun run = await CliRun.AloneAsync(
            token,
            "attestation", "verify", envelope, "--scheduler", Sample.Scheduler.Address.ToString(), "--node", Sample.Node.Address.ToString(),
            "--domain", $"31337:{Sample.Domain.VerifyingContract}", "--job-file", job, "--outputs", files.File("out"), "--json");

        Assert.That(run.Code, Is.EqualTo(ExitCode.Ok), run.Output + run.Error);
        Assert.That(run.Json.GetProperty("valid").GetBoolean(), Is.True);
        Assert.That(run.Json.GetProperty("digest").GetString(), Is.EqualTo(Sample.Envelope.Digest().ToString()));
        string[] checks = [.. run.Json.GetProperty("checks").EnumerateArray().Select(check => check.GetProperty("check").GetString()!)];
        string[] expected =
        [
            "envelope", .. Enum.GetNames<AttestationCheck>().Select(JsonNamingPolicy.CamelCase.ConvertName), "specDigest", "outputs",
        ];
        Assert.That(checks, Is.EqualTo(expected));
        Assert.That(
            run.Json.GetProperty("checks").EnumerateArray().Select(check => check.GetProperty("result").GetString()),
            Is.All.EqualTo("ok"));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task For_people_each_check_is_a_line_and_the_last_one_the_verdict(CancellationToken token)
    {
        using TempDirectory files = new();

        CliRun run = await CliRun.AloneAsync(token, "attestation", "verify", Save(files, Sample.Envelope));

        string[] lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(lines[0], Does.StartWith("RESULT"));
        Assert.That(lines[1..^1], Is.All.StartsWith("ok "));
        Assert.That(
            lines[^1],
            Does.Contain("verifies").And.Contain(Sample.Job.ToString()).And.Contain(Sample.Envelope.Digest().ToString()));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task One_that_no_scheduler_has_accepted_yet_verifies_and_says_so(CancellationToken token)
    {
        using TempDirectory files = new();
        string file = Save(files, Sample.Envelope with { CounterSignature = null, Scheduler = null });

        CliRun free = await CliRun.AloneAsync(token, "attestation", "verify", file);
        CliRun expecting = await CliRun.AloneAsync(
            token,
            "attestation",
            "verify",
            file,
            "--scheduler",
            Sample.Scheduler.Address.ToString());

        Assert.That(free.Code, Is.EqualTo(ExitCode.Ok));
        Assert.That(free.Output, Does.Contain("absent"));
        Assert.That(expecting.Code, Is.EqualTo(ExitCode.NotWell));
        Assert.That(expecting.Output, Does.Contain("does NOT verify: counterSignature"));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task The_evidence_comes_out_byte_for_byte(CancellationToken token)
    {
        using TempDirectory files = new();

        CliRun run = await CliRun.AloneAsync(token, "attestation", "verify", Save(files, Sample.Envelope), "--evidence");
        CliRun json = await CliRun.AloneAsync(token, "attestation", "verify", Save(files, Sample.Envelope), "--evidence", "--json");

        Assert.That(run.OutputBytes, Is.EqualTo(Sample.Envelope.Evidence.ToArray()));
        Assert.That(run.Error, Does.Contain("verifies"));
        Assert.That(json.Json.GetProperty("evidence").GetProperty("_type").GetString(), Is.EqualTo("https://in-toto.io/Statement/v1"));
    }

    [TestCase("--scheduler", "0x00000000000000000000000000000000000000b1", "counterSignature")]
    [TestCase("--node", "0x00000000000000000000000000000000000000b1", "nodeSignature")]
    [TestCase("--domain", "1:0x00000000000000000000000000000000000000c0", "domain")]
    [CancelAfter(20_000)]
    public async Task A_good_attestation_of_someone_else_is_not_the_expected_one(
        string option,
        string value,
        string check,
        CancellationToken token)
    {
        using TempDirectory files = new();

        CliRun run = await CliRun.AloneAsync(token, "attestation", "verify", Save(files, Sample.Envelope), option, value);

        Assert.That(run.Code, Is.EqualTo(ExitCode.NotWell));
        Assert.That(run.Output, Does.Contain($"does NOT verify: {check}"));
    }

    [TestCase("changed", "has 18 bytes of hash")]
    [TestCase("missing", "is missing")]
    [CancelAfter(20_000)]
    public async Task Files_that_are_not_the_signed_ones_are_named(string how, string expected, CancellationToken token)
    {
        using TempDirectory files = new();
        await File.WriteAllBytesAsync(Directory.CreateDirectory(files.File("out/outputs")).FullName + "/model.npz", Sample.Model, token);
        if (how == "changed")
        {
            files.Write("out/outputs/metrics.json", "{\"accuracy\":0.99}\n");
        }

        CliRun run = await CliRun.AloneAsync(token, "attestation", "verify", Save(files, Sample.Envelope), "--outputs", files.File("out"));

        Assert.That(run.Code, Is.EqualTo(ExitCode.NotWell));
        Assert.That(run.Output, Does.Contain("does NOT verify: outputs").And.Contain(expected).And.Contain("metrics.json"));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_job_file_that_is_not_the_signed_one_is_named(CancellationToken token)
    {
        using TempDirectory files = new();
        string other = files.Write(
            "job.json",
            System.Text.Encoding.UTF8.GetString((Sample.Spec with { Command = ["mine-coins"] }).ToCanonicalJson()));

        CliRun run = await CliRun.AloneAsync(token, "attestation", "verify", Save(files, Sample.Envelope), "--job-file", other);

        Assert.That(run.Code, Is.EqualTo(ExitCode.NotWell));
        Assert.That(run.Output, Does.Contain("does NOT verify: specDigest"));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_file_that_is_not_there_is_said_to_be_so(CancellationToken token)
    {
        CliRun run = await CliRun.AloneAsync(token, "attestation", "verify", "/nonexistent/a.json");

        Assert.That(run.Code, Is.EqualTo(ExitCode.LocalFile));
        Assert.That(run.Error, Does.StartWith("error:").And.Contain("/nonexistent/a.json"));
    }

    private static string Save(TempDirectory files, AttestationEnvelope envelope)
    {
        string path = files.File("attestation.json");
        File.WriteAllBytes(path, envelope.ToJson());
        return path;
    }
}
