using System.Globalization;
using System.Text.Json;
using DePin.Protocol;

namespace DePin.NodeAgent.Journal;

/// <summary>Where the logs and outputs of attempts are: rows that are read when wanted and not kept in memory.</summary>
internal sealed class SpoolRecords(JournalFile file)
{
    public LogState Log(AttemptId id) =>
        One(JournalTable.Logs, id) is { } document ? JsonSerializer.Deserialize(document, JournalJson.Default.LogState)! : LogState.Empty;

    public static void PutLog(JournalDraft draft, AttemptId id, LogState log)
    {
        string document = JsonSerializer.Serialize(log, JournalJson.Default.LogState);
        draft.Writes.Add(it => it.Put(JournalTable.Logs, JournalDraft.Key(id), document));
    }

    /// <summary>Bytes of the log that the scheduler holds.</summary>
    public long LogSent(AttemptId id) => One(JournalTable.LogsSent, id) is { } text ? long.Parse(text, CultureInfo.InvariantCulture) : 0;

    public static void PutLogSent(JournalDraft draft, AttemptId id, long bytes)
    {
        string document = bytes.ToString(CultureInfo.InvariantCulture);
        draft.Writes.Add(it => it.Put(JournalTable.LogsSent, JournalDraft.Key(id), document));
    }

    /// <summary>In order of number.</summary>
    public IReadOnlyList<OutputFile> Outputs(AttemptId id)
    {
        string prefix = JournalDraft.Key(id);
        return [.. file.Read(JournalTable.Outputs, prefix + "/", prefix + "0").Select(
            row => JsonSerializer.Deserialize(row.Value, JournalJson.Default.OutputFile)!)];
    }

    public static void PutOutput(JournalDraft draft, AttemptId id, OutputFile output)
    {
        string key = OutputKey(id, output.Number);
        string document = JsonSerializer.Serialize(output, JournalJson.Default.OutputFile);
        draft.Writes.Add(it => it.Put(JournalTable.Outputs, key, document));
    }

    /// <summary>Nothing of the attempt's log and outputs is wanted any more.</summary>
    public void Clear(JournalDraft draft, AttemptId id)
    {
        string prefix = JournalDraft.Key(id);
        List<string> outputs = [.. file.Read(JournalTable.Outputs, prefix + "/", prefix + "0").Select(row => row.Key)];
        draft.Writes.Add(it =>
        {
            it.Delete(JournalTable.Logs, prefix);
            it.Delete(JournalTable.LogsSent, prefix);
            outputs.ForEach(key => it.Delete(JournalTable.Outputs, key));
        });
    }

    private static string OutputKey(AttemptId id, int number) =>
        $"{JournalDraft.Key(id)}/{number.ToString("D9", CultureInfo.InvariantCulture)}";

    private string? One(JournalTable table, AttemptId id)
    {
        string key = JournalDraft.Key(id);
        return file.Read(table, key, key + "\0").Select(row => row.Value).FirstOrDefault();
    }
}
