using DePin.NodeAgent.Containers;
using DePin.Simulation.Nodes;

namespace DePin.Simulation.Mutants;

/// <summary>A start is not idempotent: of a container that ran already it makes another one.</summary>
internal sealed class StartRunsAgain : Mutant
{
    private readonly Dictionary<ContainerName, ContainerSpec> _specs = [];

    public override IContainerRuntime Runtime(NodeMachine node, IContainerRuntime runtime) => new Restarting(runtime, _specs);

    private sealed class Restarting(IContainerRuntime inner, Dictionary<ContainerName, ContainerSpec> specs) : PassingRuntime(inner)
    {
        public override Task<CreateOutcome> CreateAsync(ContainerSpec spec, CancellationToken token)
        {
            specs[spec.Name] = spec;
            return base.CreateAsync(spec, token);
        }

        public override async Task<StartOutcome> StartAsync(ContainerName name, CancellationToken token)
        {
            if (await Inner.InspectAsync(name, token) is { State: ContainerState.Running or ContainerState.Exited })
            {
                await Inner.RemoveAsync(name, token);
                await Inner.CreateAsync(specs[name], token);
            }

            return await base.StartAsync(name, token);
        }
    }
}
