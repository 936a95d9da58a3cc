using System.Text.Json;
using DePin.Protocol.Wire;
using DePin.Simulation.Network;
using DePin.Simulation.Nodes;

namespace DePin.Simulation.Mutants;

/// <summary>A lease counts from the moment its reply arrives, however late that is.</summary>
internal sealed class LeaseCountsFromItsReceipt : Mutant
{
    public override WireAnswer Received(NodeMachine node, WireCall call, WireAnswer answer)
    {
        if (call.Path != Routes.Sync || !answer.IsSuccess)
        {
            return answer;
        }

        SyncReply reply = JsonSerializer.Deserialize(answer.Body, WireJson.Default.SyncReply)!;
        return answer with { Body = JsonSerializer.SerializeToUtf8Bytes(reply with { HeldMs = int.MaxValue }, WireJson.Default.SyncReply) };
    }
}
