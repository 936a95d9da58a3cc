using DePin.Protocol.Wire;
using DePin.Scheduler.Artifacts;
using DePin.Scheduler.Store;

namespace DePin.Scheduler.Engine;

/// <summary>Takes note of the output files of an attempt, under its lease.</summary>
internal static class Delivering
{
    public static Answer<bool> Record(Turn turn, EngineRequest.RecordArtifact request)
    {
        Answer<LiveAttempt> held = Attesting.Held(turn, request.Key);
        if (!held.TryGet(out LiveAttempt? attempt, out Refusal? refusal))
        {
            return refusal;
        }

        ArtifactEntry entry = request.Entry;
        bool known = attempt.Artifacts.TryGetValue(entry.Path, out ArtifactEntry? before);
        if (known && before == entry)
        {
            return true;
        }

        long bytes = attempt.ArtifactBytes - (before?.Size ?? 0) + entry.Size;
        if (DeliveryLimit.List(attempt.Job.Row.Spec.Resources, attempt.Artifacts.Count + (known ? 0 : 1), bytes) is { } over)
        {
            return over;
        }

        // The same path with other bytes takes the place of the first: the node collected again. The attestation says which it stands by.
        attempt.Artifacts[entry.Path] = entry;
        attempt.ArtifactBytes = bytes;
        turn.Decision.Write(new StoreWrite.SaveArtifact(attempt.Row.Id, entry));
        turn.Decision.Write(new StoreWrite.SaveBlob(entry.Sha256, attempt.Job.Row.Owner, entry.Size, turn.Now.UnixMs, Brought: false));
        return true;
    }

    /// <summary>A node that lost its journal may run the job again: what it delivered before is no part of what it will attest.</summary>
    public static void BeginAnew(Turn turn, LiveAttempt attempt)
    {
        if (attempt.Artifacts.Count > 0)
        {
            attempt.Artifacts.Clear();
            attempt.ArtifactBytes = 0;
            turn.Decision.Write(new StoreWrite.DropArtifacts(attempt.Row.Id));
        }
    }
}
