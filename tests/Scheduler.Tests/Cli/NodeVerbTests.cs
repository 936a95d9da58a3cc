using System.Text.Json;
using DePin.Protocol.Wire;
using DePin.Scheduler.Cli.Nodes;

namespace DePin.Scheduler.Tests.Cli;

/// <summary><c>node list | show | drain | undrain</c>.</summary>
internal sealed class NodeVerbTests
{
    [Test]
    [CancelAfter(20_000)]
    public async Task Nodes_are_listed_and_shown(CancellationToken token)
    {
        await using FakeScheduler fake = await FakeScheduler.StartAsync(token);
        fake.OnGet("/v1/nodes", new NodeList([Sample.NodeView]), WireJson.Default.NodeList);
        fake.OnGet($"/v1/nodes/{Sample.NodeView.Address}", Sample.NodeView, WireJson.Default.NodeView);

        CliRun list = await CliRun.AgainstAsync(fake, token, "node", "list");
        CliRun show = await CliRun.AgainstAsync(fake, token, "node", "show", Sample.NodeView.Address.ToString()[..8]);

        Assert.That(list.Output, Does.Contain($"{Sample.NodeView.Address}  connected  3.5 of 4    8 GiB of 16 GiB"));
        Assert.That(list.Output, Does.Contain("1 × NVIDIA H100 (simulated)"));
        Assert.That(
            show.Output,
            Does.Contain("SIMULATED").And.Contain("150 GFLOP/s").And.Contain("700 TFLOP/s").And.Contain(
                $"holds     {Sample.FirstAttempt}"));
        Assert.That(show.Output, Does.Not.Contain("\e"), "a node's own words do not reach the terminal raw");
    }

    [TestCase(false, false, "not accepting")]
    [TestCase(true, false, "draining")]
    [TestCase(true, true, "draining")]
    [TestCase(false, true, "connected")]
    public void A_node_that_drains_is_not_one_that_takes_no_work_of_itself(bool draining, bool accepting, string state) => Assert.That(
        NodeText.State(Sample.NodeView with { Draining = draining, Accepting = accepting }).Text, Is.EqualTo(state));

    [TestCase("drain", true, "is draining; it holds 1 attempts")]
    [TestCase("undrain", false, "is in service")]
    [CancelAfter(20_000)]
    public async Task Nodes_are_taken_out_and_in(string verb, bool draining, string said, CancellationToken token)
    {
        await using FakeScheduler fake = await FakeScheduler.StartAsync(token);
        fake.On("POST", $"/v1/nodes/{Sample.NodeView.Address}/drain", context => FakeScheduler.WriteAsync(
            context, 200, Sample.NodeView with { Draining = draining }, WireJson.Default.NodeView));

        CliRun run = await CliRun.AgainstAsync(fake, token, "node", verb, Sample.NodeView.Address.ToString());

        Assert.That(run.Output, Does.Contain(said));
        Assert.That(JsonSerializer.Deserialize(fake.Requests.Single().Body, WireJson.Default.DrainRequest)!.Draining, Is.EqualTo(draining));
    }
}
