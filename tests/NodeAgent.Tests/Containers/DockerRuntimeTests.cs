using DePin.NodeAgent.Containers;

namespace DePin.NodeAgent.Tests.Containers;

/// <summary>The conformance of the real engine.</summary>
public sealed class DockerRuntimeTests : DeviceConformance
{
    private readonly DockerHarness _harness = new();

    private protected override EngineImage Image => TestEngine.Busybox;

    private protected override IContainerRuntime Open() => _harness.Open();

    private protected override ContainerSpec Spec(ConformanceJob job) => _harness.Spec(job.Shell);

    [SetUp]
    public Task Require_an_engine() => TestEngine.RequireAsync();

    [TearDown]
    public async Task Remove_what_was_made() => await _harness.DisposeAsync();
}
