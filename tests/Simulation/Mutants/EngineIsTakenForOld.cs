using DePin.NodeAgent.Containers;
using DePin.Simulation.Nodes;

namespace DePin.Simulation.Mutants;

/// <summary>That the engine was restarted is not seen: what ended without it while the agent was dead is called whole.</summary>
internal sealed class EngineIsTakenForOld : Mutant
{
    public override IContainerRuntime Runtime(NodeMachine node, IContainerRuntime runtime) => new Ageless(runtime);

    private sealed class Ageless(IContainerRuntime inner) : PassingRuntime(inner)
    {
        public override Task<DateTimeOffset?> SinceAsync(CancellationToken token) =>
            Task.FromResult<DateTimeOffset?>(DateTimeOffset.UnixEpoch);
    }
}
