using DePin.NodeAgent.Containers;
using DePin.Simulation.Nodes;

namespace DePin.Simulation.Mutants;

/// <summary>The place in a container's log is forgotten: after a restart it is read from its start, behind what was read before.</summary>
internal sealed class LogIsReadFromItsStart : Mutant
{
    public override IContainerRuntime Runtime(NodeMachine node, IContainerRuntime runtime) => new Forgetful(runtime);

    private sealed class Forgetful(IContainerRuntime inner) : PassingRuntime(inner)
    {
        public override IAsyncEnumerable<LogChunk> FollowLogsAsync(ContainerName name, LogPosition from, CancellationToken token) =>
            Inner.FollowLogsAsync(name, LogPosition.Start, token);
    }
}
