using System.Text.Json;
using DePin.Attestation;
using DePin.Attestation.Messages;
using DePin.Protocol.Wire;
using DePin.Scheduler.Engine;
using DePin.Scheduler.Http;
using DePin.Scheduler.Server;
using DePin.Scheduler.Store;

namespace DePin.Scheduler.Nodes;

/// <summary>Is this capacity the node's own word, about exactly these figures, and still good?</summary>
internal static class CapacityCheck
{
    /// <exception cref="RefusedException">It is not.</exception>
    public static CapacityRow Verify(Address node, SyncRequest sync, SignedCapacity signed, SchedulerOptions options, DateTimeOffset now)
    {
        CapacityStatement statement = signed.Statement;
        long seconds = now.ToUnixTimeSeconds();
        Require(statement.Node == node, $"the capacity statement is by {statement.Node}, the session is of {node}");
        Hash32 digest = Digest(signed.Capacity);
        Require(statement.CapacityDigest == digest, $"the statement is over {statement.CapacityDigest}, the capacity hashes to {digest}");
        Require(statement.ExpiresAt > (ulong)seconds, $"the capacity statement expired at {statement.ExpiresAt}, it is {seconds}");
        Require(statement.MeasuredAt <= (ulong)(seconds + (long)options.ClockTolerance.TotalSeconds),
            $"the capacity was measured at {statement.MeasuredAt}, in the future");
        Require(!signed.Capacity.Simulated || options.AcceptSimulated,
            "the capacity comes from a simulated driver, which this scheduler does not accept");
        if (!signed.Signature.TryRecover(Eip712.Digest(options.Domain, statement), out Address signer) || signer != node)
        {
            throw new RefusedException(new Refusal(ProblemCode.InvalidSignature,
                $"the capacity statement is signed by {signer}, not by {node}", "sign it with the node's key in this scheduler's domain"));
        }

        return new CapacityRow(sync.Boot, sync.CapacityVersion, signed);
    }

    private static Hash32 Digest(Capacity capacity)
    {
        try
        {
            return capacity.Digest();
        }
        catch (JsonException)
        {
            throw new RefusedException(RequestBody.Invalid("the capacity holds a number or a text that JSON does not keep exactly",
                "send finite numbers, whole ones up to 2^53 − 1, and text of whole characters"));
        }
    }

    private static void Require(bool holds, string fact)
    {
        if (!holds)
        {
            throw new RefusedException(Refusal.Rejected(fact, "measure again and state the capacity anew"));
        }
    }
}
