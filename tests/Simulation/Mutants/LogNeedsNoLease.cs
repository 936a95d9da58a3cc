using System.Text.Json;
using DePin.Protocol;
using DePin.Protocol.Wire;
using DePin.Scheduler.Logs;
using DePin.Simulation.Network;
using DePin.Simulation.Scheduling;

namespace DePin.Simulation.Mutants;

/// <summary>Log bytes are taken without a look at the lease they come under.</summary>
internal sealed class LogNeedsNoLease : Mutant
{
    public override WireAnswer? Served(SchedulerMachine scheduler, WireCall call)
    {
        if (call.Method != "PUT" || !call.Path.EndsWith("/logs", StringComparison.Ordinal))
        {
            return null;
        }

        AttemptId attempt = AttemptId.Parse(call.Path.Split('/')[3], null);
        long offset = long.Parse(call.Query[(call.Query.LastIndexOf('=') + 1)..], null);
        LogStore logs = new(Path.Combine(scheduler.Directory, "logs"));
        return logs.Append(attempt, offset, call.Body).TryGet(out long durable, out _)
            ? new WireAnswer(200, "application/json", JsonSerializer.SerializeToUtf8Bytes(new LogReply(durable), WireJson.Default.LogReply))
            : null;
    }
}
