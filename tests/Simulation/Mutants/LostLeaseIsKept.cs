using System.Text.Json;
using DePin.Protocol.Wire;
using DePin.Simulation.Network;
using DePin.Simulation.Nodes;

namespace DePin.Simulation.Mutants;

/// <summary>The node does not look at the scheduler's verdict: a lease that is another's counts as renewed.</summary>
internal sealed class LostLeaseIsKept : Mutant
{
    public override WireAnswer Received(NodeMachine node, WireCall call, WireAnswer answer)
    {
        if (call.Path != Routes.Sync || !answer.IsSuccess)
        {
            return answer;
        }

        SyncReply reply = JsonSerializer.Deserialize(answer.Body, WireJson.Default.SyncReply)!;
        SyncReply kept = reply with { Leases = [.. reply.Leases.Select(verdict => verdict with { TtlMs = 60_000 })] };
        return answer with { Body = JsonSerializer.SerializeToUtf8Bytes(kept, WireJson.Default.SyncReply) };
    }
}
