using System.Text.Json;
using DePin.Protocol.Wire;
using DePin.Simulation.Network;
using DePin.Simulation.Nodes;

namespace DePin.Simulation.Mutants;

/// <summary>The client numbers events when it sends them: one that is repeated gets a new number, and its effect a second time.</summary>
internal sealed class EventGetsNewNumber : Mutant
{
    private readonly HashSet<(NodeMachine, long)> _sent = [];

    public override WireCall Sent(NodeMachine node, WireCall call)
    {
        if (call.Path != Routes.Events)
        {
            return call;
        }

        EventsRequest request = JsonSerializer.Deserialize(call.Body, WireJson.Default.EventsRequest)!;
        if (_sent.Add((node, request.Events[^1].Sequence)))
        {
            return call;
        }

        EventsRequest renumbered = request with { Events = [.. request.Events.Select(told => told with { Sequence = told.Sequence + 1 })] };
        return call with { Body = JsonSerializer.SerializeToUtf8Bytes(renumbered, WireJson.Default.EventsRequest) };
    }
}
