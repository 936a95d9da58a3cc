using System.Globalization;
using System.Text.RegularExpressions;
using DePin.Attestation;
using DePin.Attestation.Messages;
using DePin.EndToEnd.Product;
using DePin.EndToEnd.Tidy;
using DePin.Protocol.Wire;

namespace DePin.EndToEnd;

/// <summary>
/// The sample trainer, killed again and again in every way there is, ends with the very bytes of a run that nobody disturbed.
/// </summary>
[NonParallelizable]
internal sealed partial class CheckpointTests
{
    private const int Epochs = 120;
    private static readonly TimeSpan JobBound = TimeSpan.FromSeconds(400);
    private static readonly string[] Outputs = ["outputs/model.npz", "outputs/metrics.json"];

    /// <summary>A lost node is replaced as soon as that may be, and not after 2 min.</summary>
    private const string Options = """{ "reassignAfter": "00:01:02" }""";

    private enum Blow
    {
        /// <summary>Somebody removes the container: a host's fault.</summary>
        Removed,

        /// <summary>Somebody kills its process; to the node it failed.</summary>
        Killed,

        /// <summary>The operator wants the machine: the job is asked to move.</summary>
        Drained,

        /// <summary>Agent and container are gone without a word.</summary>
        NodeLost,
    }

    [Test]
    [CancelAfter(900_000)]
    public async Task A_trainer_that_is_killed_at_random_ends_with_the_bytes_of_an_undisturbed_run(CancellationToken token)
    {
        int seed = Environment.GetEnvironmentVariable("DEPIN_SEED") is { } text
            ? int.Parse(text, CultureInfo.InvariantCulture)
            : Environment.TickCount;
        TestContext.Progress.WriteLine($"seed {seed}; set DEPIN_SEED to repeat it");
        Random random = new(seed);
        await using Deployment depin = await Deployment.StartWithoutNodeAsync(liveRestore: false, Options, token);
        ProductNode first = depin.AddNode("first", depin.Url);
        ProductNode other = depin.AddNode("other", depin.Url);
        await depin.StartNodeAsync(first, token);
        await depin.StartNodeAsync(other, token);
        string file = await JobFileAsync(depin, token);
        JobView calm = await depin.SubmitAsync(file, token);
        calm = await depin.FinishedAsync(calm.Id, JobBound, token);
        Assert.That(calm.Attempts, Has.Count.EqualTo(1), () => depin.Node.Tail());

        JobView job = await depin.SubmitAsync(file, token);
        Blow[] blows = [Blow.Removed, Blow.Killed, Blow.Drained, Blow.NodeLost, Blow.Removed, Blow.Drained];
        random.Shuffle(blows);
        foreach (Blow blow in blows)
        {
            await TakesCheckpointAsync(depin, job, token);
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(1000)), TimeProvider.System, token); // TIDY: any moment
            await StrikeAsync(depin, other, job, blow, token);
        }

        job = await depin.FinishedAsync(job.Id, JobBound, token);

        AssertAttempts(job, blows, () => $"{depin.Node.Tail()}\n{other.Process.Tail()}");
        await AssertSameCurveAsync(depin, calm, job, token);
        foreach (string output in Outputs)
        {
            Assert.That(await BytesAsync(depin, job, output, token), Is.EqualTo(await BytesAsync(depin, calm, output, token)), output);
        }

        ShellResult shown = await depin.CliAsync(token, "job", "show", job.Id.ToString());
        TestContext.Out.WriteLine(shown.Output);
        Assert.That(shown.Output, Does.Contain("lost").And.Contain("checkpoint"));
        await AssertVerifiesAsync(depin, job, token);
    }

    /// <summary>The job runs, and has saved something that no attempt before it has.</summary>
    private static async Task TakesCheckpointAsync(Deployment depin, JobView job, CancellationToken token)
    {
        JobView? view = null;
        await Eventually.TrueAsync(
            async () => (view = await depin.Api.JobAsync(job.Id, token)).State is JobState.Finished
                || (view.State is JobState.Placed { Phase: AttemptPhase.Running } && view.Attempts[^1].Checkpoints > 0),
            JobBound,
            () => $"{view?.State}\n{depin.Node.Tail()}\n{depin.Scheduler.Tail()}",
            token);
        Assert.That(view!.State, Is.InstanceOf<JobState.Placed>(), "the job is long enough to be disturbed as often as it shall be");
    }

    private static async Task StrikeAsync(Deployment depin, ProductNode other, JobView job, Blow blow, CancellationToken token)
    {
        JobView view = await depin.Api.JobAsync(job.Id, token);
        var placed = (JobState.Placed)view.State;
        string container = (await depin.Engine.DockerAsync(token, "ps", "-q", "--filter", $"label=depin.attempt={placed.Attempt}")).Trim();
        TestContext.Progress.WriteLine($"{blow}: attempt {view.Attempts.Count}, container {container}");
        switch (blow)
        {
            case Blow.Removed:
                await depin.Engine.DockerAsync(token, "rm", "-f", container);
                await EndedAsync(depin, job, view.Attempts.Count, token);
                break;
            case Blow.Killed:
                await depin.Engine.DockerAsync(token, "kill", "--signal", "KILL", container);
                await EndedAsync(depin, job, view.Attempts.Count, token);
                break;
            case Blow.Drained:
                await depin.Api.DrainAsync(placed.Node, true, token);
                await EndedAsync(depin, job, view.Attempts.Count, token);
                await depin.Api.DrainAsync(placed.Node, false, token);
                break;
            case Blow.NodeLost:
                bool first = await IsFirstAsync(depin, placed.Node, token);
                await (first ? depin.Node : other.Process).KillAsync(token);
                await depin.Engine.DockerAsync(token, "rm", "-f", container);
                await EndedAsync(depin, job, view.Attempts.Count, token);
                await (first ? depin.StartNodeAsync(token) : depin.StartNodeAsync(other, token));
                break;
        }
    }

    private static Task EndedAsync(Deployment depin, JobView job, int attempts, CancellationToken token) => Eventually.TrueAsync(
        async () => (await depin.Api.JobAsync(job.Id, token)).Attempts[attempts - 1].EndedAt is not null,
        TimeSpan.FromSeconds(150),
        () => $"attempt {attempts} did not end\n{depin.Node.Tail()}\n{depin.Scheduler.Tail()}",
        token);

    private static async Task<bool> IsFirstAsync(Deployment depin, Address node, CancellationToken token) =>
        (await depin.OwnerAsync(token, "status", "--json")).Output.Contains(node.ToString(), StringComparison.OrdinalIgnoreCase);

    private static void AssertAttempts(JobView job, Blow[] blows, Func<string> tails)
    {
        Assert.That(job.State, Is.InstanceOf<JobState.Finished>().With.Property("Outcome").EqualTo(Outcome.Succeeded));
        Assert.That(job.Attempts, Has.Count.EqualTo(blows.Length + 1), "every attempt is there to be seen");
        long?[] from = [.. job.Attempts.Skip(1).Select(attempt => attempt.ResumedFrom)];
        Assert.That(from, Is.Ordered.And.All.GreaterThan(0), "each went on from where the one before had got to");
        Assert.That(job.LostMs, Is.EqualTo(job.Attempts.Sum(attempt => attempt.LostMs)));
        Assert.That(job.Attempts[^1].LostMs, Is.Zero);
        foreach ((AttemptView attempt, Blow blow) in job.Attempts.Zip(blows))
        {
            Outcome? expected = blow switch
            {
                Blow.Removed => Outcome.HostFault,
                Blow.Killed => Outcome.JobFault,
                Blow.Drained => Outcome.Cancelled,
                _ => null,
            };
            Assert.That(attempt.Outcome, Is.EqualTo(expected), () => $"{blow}: {attempt.Reason}\n{tails()}");
        }

        AttemptView lost = job.Attempts[Array.IndexOf(blows, Blow.NodeLost)];
        Assert.That(lost.LostMs, Is.GreaterThan(0), "a node that is lost between two checkpoints loses work");
    }

    /// <summary>Every epoch was trained, and whoever trained it came to the same number, to the last bit.</summary>
    private static async Task AssertSameCurveAsync(Deployment depin, JobView calm, JobView job, CancellationToken token)
    {
        var expected = (await CurveAsync(depin, calm, 1, token)).ToDictionary();
        Assert.That(expected, Has.Count.EqualTo(Epochs));
        HashSet<int> trained = [];
        for (int attempt = 1; attempt <= job.Attempts.Count; attempt++)
        {
            foreach ((int epoch, string loss) in await CurveAsync(depin, job, attempt, token))
            {
                Assert.That(loss, Is.EqualTo(expected[epoch]), $"attempt {attempt}, epoch {epoch}");
                trained.Add(epoch);
            }
        }

        Assert.That(trained, Has.Count.EqualTo(Epochs));
    }

    private static async Task<IReadOnlyList<KeyValuePair<int, string>>> CurveAsync(
        Deployment depin, JobView job, int attempt, CancellationToken token)
    {
        string number = attempt.ToString(CultureInfo.InvariantCulture);
        string log = (await depin.CliAsync(token, "job", "logs", job.Id.ToString(), "--attempt", number)).Output;
        return [.. EpochLine().Matches(log).Select(
            match => KeyValuePair.Create(int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), match.Groups[2].Value))];
    }

    private static async Task<byte[]> BytesAsync(Deployment depin, JobView job, string output, CancellationToken token)
    {
        string folder = Directory.CreateTempSubdirectory("depin-e2e-out-").FullName;
        try
        {
            await depin.CliAsync(token, "job", "outputs", job.Id.ToString(), "--to", folder);
            return await File.ReadAllBytesAsync(Path.Combine(folder, output), token);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task AssertVerifiesAsync(Deployment depin, JobView job, CancellationToken token)
    {
        string folder = Directory.CreateTempSubdirectory("depin-e2e-att-").FullName;
        string file = Path.Combine(folder, "attestation.json");
        Assert.That((await depin.CliAsync(token, "job", "attestation", job.Id.ToString(), "--to", file)).ExitCode, Is.Zero);
        ShellResult verified = await Deployment.VerifyAsync(file, token);
        Directory.Delete(folder, recursive: true);
        Assert.That(verified.ExitCode, Is.Zero, () => verified.Output + verified.Error);
    }

    /// <summary>The sample's own job file, longer, saving more often, and with its image in this deployment's registry.</summary>
    private static async Task<string> JobFileAsync(Deployment depin, CancellationToken token)
    {
        string port = Port().Match(depin.Image).Groups[1].Value;
        ShellResult built = await Shell.TryAsync(
            SourceTree.FullPath("samples/images.sh"),
            ["digits"],
            token,
            new Dictionary<string, string> { ["DEPIN_REGISTRY_PORT"] = port, ["DOCKER_HOST"] = $"unix://{depin.Engine.Socket}" });
        Assert.That(built.ExitCode, Is.Zero, () => built.Error);
        string job = SourceTree.File("samples/digits-train/job.yaml").Text;
        job = ImageLine().Replace(job, $"image: {built.Output.Trim().Split(' ')[1]}");
        job = job.Replace("EPOCHS: \"20\"", $"EPOCHS: \"{Epochs}\"", StringComparison.Ordinal);
        return job.Replace("every: 30s, signal: SIGUSR1, grace: 10s", "every: 1s, signal: SIGUSR1, grace: 900ms", StringComparison.Ordinal)
            + "stopGrace: 1s\n";
    }

    [GeneratedRegex(@"^epoch (\d+)/\d+ loss (\S+)", RegexOptions.Multiline)]
    private static partial Regex EpochLine();

    [GeneratedRegex(@":(\d+)/")]
    private static partial Regex Port();

    [GeneratedRegex("^image: .*$", RegexOptions.Multiline)]
    private static partial Regex ImageLine();
}
