using DePin.Protocol.Wire;
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

        if (!known && attempt.Artifacts.Count >= WireLimits.ArtifactsPerAttempt)
        {
            return new Refusal(ProblemCode.TooLarge, $"attempt {attempt.Row.Id} has delivered {attempt.Artifacts.Count} files, the limit",
                "deliver fewer files: let the job pack its outputs into an archive");
        }

        // The same path with other bytes takes the place of the first: the node collected again. The attestation says which it stands by.
        attempt.Artifacts[entry.Path] = entry;
        turn.Decision.Write(new StoreWrite.SaveArtifact(attempt.Row.Id, entry));
        turn.Decision.Write(new StoreWrite.SaveBlob(entry.Sha256, attempt.Job.Row.Owner, entry.Size, turn.Now.UnixMs));
        return true;
    }
}
