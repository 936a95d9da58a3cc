using System.Text.Json;
using DePin.Protocol.Wire;
using DePin.Simulation.Network;
using DePin.Simulation.Nodes;

namespace DePin.Simulation.Mutants;

/// <summary>
/// The scheduler is not told that only an answer renews a lease, and parks the sync: the node gives it up for the next one a second later,
/// and never hears that it holds the lease. The simulation found this one in the product.
/// </summary>
internal sealed class RenewalIsParked : Mutant
{
    public override WireCall Sent(NodeMachine node, WireCall call)
    {
        if (call.Path != Routes.Sync)
        {
            return call;
        }

        SyncRequest request = JsonSerializer.Deserialize(call.Body, WireJson.Default.SyncRequest)! with { AnswerWithinMs = null };
        return call with { Body = JsonSerializer.SerializeToUtf8Bytes(request, WireJson.Default.SyncRequest) };
    }
}
