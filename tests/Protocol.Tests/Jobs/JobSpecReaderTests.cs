using System.Text;
using DePin.Protocol.Jobs;

namespace DePin.Protocol.Tests.Jobs;

public sealed class JobSpecReaderTests
{
    [Test]
    public void The_example_of_the_documents_is_read_to_the_letter()
    {
        JobSpec spec = Read(SpecSamples.Batch);
        Assert.Multiple(() =>
        {
            Assert.That(spec.Name, Is.EqualTo("finetune-small"));
            Assert.That(spec.Kind, Is.EqualTo(JobKind.Batch));
            Assert.That(spec.Image.ToString(), Is.EqualTo("registry.example/train@" + SpecSamples.Digest));
            Assert.That(spec.Command, Is.EqualTo(new[] { "python", "train.py" }));
            Assert.That(spec.Env["EPOCHS"], Is.EqualTo("3"));
            Assert.That(spec.Secrets, Is.EqualTo(new[] { "HF_TOKEN" }));
            Assert.That(spec.Resources.Cpu.Millicores, Is.EqualTo(4000));
            Assert.That(spec.Resources.Memory.Bytes, Is.EqualTo(16L << 30));
            Assert.That(spec.Resources.Disk.Bytes, Is.EqualTo(50L << 30));
            Assert.That(spec.Resources.Shm.Bytes, Is.EqualTo(8L << 30));
            Assert.That(spec.Resources.Gpu!.Vram!.Value.Bytes, Is.EqualTo(24L << 30));
            Assert.That(spec.Resources.Gpu.Fp16Tflops, Is.EqualTo(100m));
            Assert.That(spec.Resources.Gpu.MemoryBandwidth!.Value.BytesPerSecond, Is.EqualTo(800_000_000_000));
            Assert.That(spec.Resources.Gpu.Model, Is.EqualTo(new[] { "h100", "a100" }));
            Assert.That(spec.Timeout, Is.EqualTo(TimeSpan.FromHours(6)));
            Assert.That(spec.Retries, Is.EqualTo(2));
            Assert.That(spec.Checkpoint!.Signal, Is.EqualTo(CheckpointSignal.Usr1));
            Assert.That(spec.Outputs.Single().Value, Is.EqualTo("/outputs"));
            Assert.That(spec.Price!.MaxPerGpuHour, Is.EqualTo(1.20m));
        });
    }

    [Test]
    public void Yaml_and_json_give_the_same_spec() => Assert.That(Read(SpecSamples.BatchAsJson), Is.EqualTo(Read(SpecSamples.Batch)));

    [Test]
    public void What_is_left_out_has_the_documented_default()
    {
        JobSpec spec = Read(SpecSamples.Smallest);
        Assert.That(spec, Is.EqualTo(new JobSpec { Name = "x", Image = ImageReference.Parse("docker.io/library/busybox:latest") }));
        Assert.Multiple(() =>
        {
            Assert.That(spec.Resources.Cpu.Cores, Is.EqualTo(1));
            Assert.That(spec.Resources.Memory.ToString(), Is.EqualTo("1GiB"));
            Assert.That(spec.Resources.Disk.ToString(), Is.EqualTo("10GiB"));
            Assert.That(spec.Resources.Shm.ToString(), Is.EqualTo("64MiB"));
            Assert.That(spec.Resources.Gpu, Is.Null);
            Assert.That(spec.Timeout, Is.EqualTo(TimeSpan.FromHours(1)));
            Assert.That(spec.StopGrace, Is.EqualTo(TimeSpan.FromSeconds(10)));
            Assert.That(spec.Network, Is.EqualTo(JobNetwork.None));
        });
    }

    [Test]
    public void A_service_without_a_timeout_may_run_as_long_as_there_is()
    {
        JobSpec spec = Read(SpecSamples.Service);
        Assert.That(spec.Service, Is.EqualTo(new ServiceEndpoint { Port = 8000, Health = "/health" }));
        Assert.That(spec.Timeout, Is.EqualTo(TimeSpan.FromDays(30)));
        Assert.That(Read(SpecSamples.Service + "\ntimeout: 2h").Timeout, Is.EqualTo(TimeSpan.FromHours(2)));
    }

    [TestCase("3", "3")]
    [TestCase("010", "010")]
    [TestCase("1e3", "1e3")]
    [TestCase("0x10", "0x10")]
    [TestCase("no", "no")]
    [TestCase("on", "on")]
    [TestCase("true", "true")]
    [TestCase("1:30:00", "1:30:00")]
    [TestCase("1_000", "1_000")]
    [TestCase(".inf", ".inf")]
    [TestCase("2026-01-01", "2026-01-01")]
    [TestCase("''", "")]
    [TestCase("'null'", "null")]
    [TestCase("\"a\\nb\"", "a\nb")]
    public void A_variable_is_the_text_it_was_written_with(string written, string value) =>
        Assert.That(Read(SpecSamples.Smallest + $"env: {{ A: {written} }}").Env["A"], Is.EqualTo(value));

    [Test]
    public void A_number_among_the_arguments_is_taken_as_written() =>
        Assert.That(Read(SpecSamples.Smallest + "command: [sleep, 3600, -1.50]").Command, Is.EqualTo(new[] { "sleep", "3600", "-1.50" }));

    [TestCase("\uFEFF")]
    [TestCase("%YAML 1.2\n---\n")]
    [TestCase("# a comment\n\n")]
    [TestCase("---\n")]
    public void What_may_stand_before_a_job_is_skipped(string before) =>
        Assert.That(Read(before + SpecSamples.Smallest), Is.EqualTo(Read(SpecSamples.Smallest)));

    [Test]
    public void Windows_line_ends_count_as_one()
    {
        JobSpecResult result = Parse(SpecSamples.Smallest.ReplaceLineEndings("\r\n") + "retries: -1\r\n");
        Assert.That(result.Errors.Single().Line, Is.EqualTo(4));
    }

    [Test]
    public void Yaml_and_json_get_the_same_errors()
    {
        string text = SpecSamples.BatchAsJson
            .Replace("16GiB", "16gb", StringComparison.Ordinal)
            .Replace("\"timeout\"", "\"tiemout\"", StringComparison.Ordinal)
            .Replace("SIGUSR1", "SIGKILL", StringComparison.Ordinal);
        IReadOnlyList<SpecError> asJson = JobSpecReader.Read(Encoding.UTF8.GetBytes(text), JobFormat.Json).Errors;
        Assert.That(asJson, Has.Count.EqualTo(3));
        Assert.That(JobSpecReader.Read(Encoding.UTF8.GetBytes(text), JobFormat.Yaml).Errors, Is.EqualTo(asJson));
    }

    [Test]
    public void Columns_count_utf16_code_units_in_both_formats()
    {
        const string job = """{"version": "depin/v1", "name": "x", "image": "busybox", "env": {"A": "ü😀"}, "retries": -1}""";
        byte[] text = Encoding.UTF8.GetBytes(job);
        SpecError asJson = JobSpecReader.Read(text, JobFormat.Json).Errors.Single();
        Assert.That(asJson.Column, Is.EqualTo(90));
        Assert.That(JobSpecReader.Read(text, JobFormat.Yaml).Errors.Single(), Is.EqualTo(asJson));
    }

    [Test]
    public void An_error_reads_as_one_line() => Assert.That(
        Parse(SpecSamples.Smallest + "resources: { memory: 16gb }").Errors.Single().ToString(),
        Is.EqualTo("4:22 resources.memory: '16gb' has the unknown unit 'gb'; write 16GB or 16GiB"));

    [Test]
    public void What_an_error_quotes_is_short_and_harmless_on_a_terminal()
    {
        SpecError error = Parse(SpecSamples.Smallest + $"kind: \"\\e[2J\\u202E{new string('a', 500)}\"").Errors.Single();
        Assert.That(error.Value, Has.Length.LessThan(80));
        Assert.That(error.Value, Does.StartWith("\uFFFD[2J\uFFFDaaa"));
    }

    private static JobSpecResult Parse(string text) => JobSpecReader.Read(Encoding.UTF8.GetBytes(text));

    private static JobSpec Read(string text)
    {
        JobSpecResult result = Parse(text);
        Assert.That(result.Errors, Is.Empty);
        return result.Spec!;
    }
}
