using System.Text;
using System.Text.Json.Nodes;
using DePin.EndToEnd.Product;
using DePin.Protocol;
using DePin.Protocol.Wire;

namespace DePin.EndToEnd.Bench;

/// <summary>
/// Submit → the container has started, with the image at hand, beside the same create and start made by hand on the Engine API in a
/// network sandbox made beforehand; taken in turns, so that a drifting machine is the same for both. Target: DESIGN §12.
/// </summary>
[Explicit("a measurement, not a test: ./build.sh bench dispatch")]
[Category("Bench")]
[NonParallelizable]
internal sealed class DispatchBench
{
    private const int Rounds = 30;

    /// <summary>Node and scheduler are services that run for weeks: by then .NET has compiled what it will compile.</summary>
    private const int WarmUp = 35;

    /// <summary>Before each measurement: what the last one left to do, a sandbox for the next job among it, is done by then.</summary>
    private static readonly TimeSpan _calm = TimeSpan.FromSeconds(1.5);

    [Test]
    [CancelAfter(540_000)]
    public async Task Dispatch(CancellationToken token)
    {
        await using Deployment depin = await Deployment.StartAsync(liveRestore: false, token);
        await using StartEvents starts = StartEvents.Follow(depin.Engine.Socket, Path.GetTempFileName());
        using EngineByHand engine = new(depin.Engine.Socket);

        JobView model = await depin.SubmitAsync(JobFile(depin, "sleep 20"), token);
        await depin.RunningAsync(model.Id, TimeSpan.FromSeconds(60), token);
        JsonNode container = await engine.InspectAsync(await AttemptContainerAsync(depin, token), token);
        string pause = await SandboxImageAsync(depin, container, engine, token);
        await depin.CliAsync(token, "job", "cancel", model.Id.ToString());
        await depin.FinishedAsync(model.Id, TimeSpan.FromSeconds(60), token);

        List<double> product = [];
        List<double> byHand = [];
        byte[] jobFile = Encoding.UTF8.GetBytes(JobFile(depin, "true"));
        for (int round = 0; round < WarmUp + Rounds; round++)
        {
            double submitted = await SubmittedAsync(depin, starts, jobFile, token);
            double made = await MadeByHandAsync(engine, starts, container, pause, token);
            if (round >= WarmUp)
            {
                product.Add(submitted);
                byHand.Add(made);
            }

            await TestContext.Progress.WriteLineAsync(
                $"round {round + 1}/{WarmUp + Rounds}: submit → started {submitted:F1} ms, by hand {made:F1} ms");
        }

        Report("submit → container started", product);
        Report("the same create + start by hand", byHand);
        double over = Percentile(product, 0.5) - Percentile(byHand, 0.5);
        await TestContext.Progress.WriteLineAsync(
            $"over the same by hand, p50: {over:F1} ms (target ≤ 10); submit → started p50 target ≤ 150 ms");
        Assert.That(product, Has.Count.EqualTo(Rounds));
    }

    private static async Task<double> SubmittedAsync(
        Deployment depin, StartEvents starts, byte[] jobFile, CancellationToken token)
    {
        await Task.Delay(_calm, TimeProvider.System, token);
        DateTimeOffset before = TimeProvider.System.GetUtcNow();
        JobView job = await depin.Api.SubmitAsync(jobFile, "application/yaml", Guid.NewGuid().ToString(), token);
        double elapsed = (await starts.OfAsync(AttemptId.Of(job.Id, 1).ToString(), token) - before).TotalMilliseconds;
        await depin.FinishedAsync(job.Id, TimeSpan.FromSeconds(60), token);
        return elapsed;
    }

    private static async Task<double> MadeByHandAsync(
        EngineByHand engine, StartEvents starts, JsonNode container, string pauseImage, CancellationToken token)
    {
        string sandbox = await engine.CreateAsync(
            new JsonObject { ["Image"] = pauseImage, ["HostConfig"] = new JsonObject { ["NetworkMode"] = "none" } }, token);
        await engine.StartAsync(sandbox, token);
        JsonNode request = EngineByHand.SameAs(container, sandbox);
        request["Cmd"] = new JsonArray("sh", "-c", "true");
        await Task.Delay(_calm, TimeProvider.System, token);
        DateTimeOffset before = TimeProvider.System.GetUtcNow();
        string made = await engine.CreateAsync(request, token);
        await engine.StartAsync(made, token);
        double elapsed = (await starts.OfAsync(made, token) - before).TotalMilliseconds;
        await engine.RemoveAsync(made, token);
        await engine.RemoveAsync(sandbox, token);
        return elapsed;
    }

    private static async Task<string> AttemptContainerAsync(Deployment depin, CancellationToken token) =>
        (await depin.Engine.DockerAsync(token, "ps", "-q", "--filter", "label=depin.attempt")).Split('\n')[0].Trim();

    /// <summary>The image of the sandbox the product gave the job: by hand, the same is used.</summary>
    private static async Task<string> SandboxImageAsync(Deployment depin, JsonNode container, EngineByHand engine, CancellationToken token)
    {
        string sandbox = ((string)container["HostConfig"]!["NetworkMode"]!)["container:".Length..];
        JsonNode inspected = await engine.InspectAsync(sandbox, token);
        return (string)inspected["Config"]!["Image"]!;
    }

    private static string JobFile(Deployment depin, string script) =>
        $$"""
        version: depin/v1
        name: dispatch
        image: {{depin.Image}}
        command: [sh, -c, "{{script}}"]
        resources: { cpu: 0.5, memory: 64MiB, disk: 64MiB }
        timeout: 1m
        """;

    private static void Report(string what, List<double> milliseconds) => TestContext.Progress.WriteLine(
        $"{what,-34} n={milliseconds.Count} p50 {Percentile(milliseconds, 0.5):F1} p90 {Percentile(milliseconds, 0.9):F1} "
        + $"min {milliseconds.Min():F1} max {milliseconds.Max():F1} ms");

    private static double Percentile(List<double> values, double share) =>
        values.Order().ElementAt(Math.Min(values.Count - 1, (int)(values.Count * share)));
}
