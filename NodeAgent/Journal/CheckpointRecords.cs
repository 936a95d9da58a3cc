using System.Text.Json;
using DePin.NodeAgent.Checkpoints;
using DePin.Protocol;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Journal;

/// <summary>The checkpoints that were taken of each attempt: the last ones, which its attestation lists. Read when wanted.</summary>
internal sealed class CheckpointRecords(JournalFile file)
{
    /// <summary>By number.</summary>
    public IReadOnlyList<TakenCheckpoint> Of(AttemptId id) =>
        [.. Rows(id).Select(row => JsonSerializer.Deserialize(row.Value, JournalJson.Default.TakenCheckpoint)!)];

    /// <summary>Writes it, over what was known of it, and forgets the one that is too old to be listed.</summary>
    public static void Put(JournalDraft draft, AttemptId id, TakenCheckpoint taken)
    {
        string document = JsonSerializer.Serialize(taken, JournalJson.Default.TakenCheckpoint);
        draft.Writes.Add(it =>
        {
            it.Put(JournalTable.Checkpoints, Key(id, taken.Number), document);
            it.Delete(JournalTable.Checkpoints, Key(id, Math.Max(0, taken.Number - WireLimits.CheckpointsInEvidence)));
        });
    }

    /// <summary>It will never be delivered: its number is free for the next.</summary>
    public static void Abandon(JournalDraft draft, AttemptId id, long number) =>
        draft.Writes.Add(it => it.Delete(JournalTable.Checkpoints, Key(id, number)));

    public void Clear(JournalDraft draft, AttemptId id)
    {
        List<string> keys = [.. Rows(id).Select(row => row.Key)];
        draft.Writes.Add(it => keys.ForEach(key => it.Delete(JournalTable.Checkpoints, key)));
    }

    private List<KeyValuePair<string, string>> Rows(AttemptId id) =>
        file.Read(JournalTable.Checkpoints, $"{JournalDraft.Key(id)}/", $"{JournalDraft.Key(id)}0");

    private static string Key(AttemptId id, long number) => $"{JournalDraft.Key(id)}/{JournalDraft.Key(number)}";
}
