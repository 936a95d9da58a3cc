using System.Globalization;
using DePin.Attestation.Keystores;
using DePin.Protocol;
using DePin.Protocol.Jobs;

namespace DePin.NodeAgent.Attempts;

/// <summary>Where an attempt's inputs, log and outputs lie on their way: one directory each, named by the attempt, gone with it.</summary>
/// <param name="root">Absolute; made when missing, for this user only.</param>
public sealed class SpoolDirectory(string root)
{
    private static readonly EnumerationOptions _everything =
        new() { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = default };

    /// <summary>Its directory is there once <see cref="MakeLogFile"/> was asked.</summary>
    public string LogFile(AttemptId id) => Path.Combine(Of(id), "log");

    public string MakeLogFile(AttemptId id) => Path.Combine(Make(id, "."), "log");

    /// <summary>Outputs are named by number, so that no name a job chose is ever a name here.</summary>
    public string OutputFile(AttemptId id, int number) => Path.Combine(Make(id, "outputs"), number.ToString(CultureInfo.InvariantCulture));

    /// <summary>A whole input: it is moved here once its hash is right.</summary>
    public string InputFile(AttemptId id, ContentHash hash) => Path.Combine(Make(id, "inputs"), hash.Value.ToString());

    /// <summary>A checkpoint's files are named by their place in its list, the manifest's is 0.</summary>
    public string CheckpointFile(AttemptId id, long number, int index) =>
        Path.Combine(Make(id, CheckpointPart(number)), index.ToString(CultureInfo.InvariantCulture));

    public void ClearCheckpoint(AttemptId id, long number) => Delete(Path.Combine(Of(id), CheckpointPart(number)));

    public void ClearInputs(AttemptId id) => Delete(Path.Combine(Of(id), "inputs"));

    public void ClearOutputs(AttemptId id) => Delete(Path.Combine(Of(id), "outputs"));

    public void Remove(AttemptId id) => Delete(Of(id));

    /// <summary>Of all files; one that goes meanwhile may or may not be counted.</summary>
    public long Bytes() => !Directory.Exists(root)
        ? 0
        : new DirectoryInfo(root).EnumerateFiles("*", _everything).Sum(file => file.Exists ? file.Length : 0);

    /// <summary>Attempts that have a directory.</summary>
    public IReadOnlyList<AttemptId> Present() => !Directory.Exists(root)
        ? []
        : [.. Directory.EnumerateDirectories(root)
            .Select(path => AttemptId.TryParse(Path.GetFileName(path), null, out AttemptId id) ? id : (AttemptId?)null)
            .OfType<AttemptId>()];

    private static string CheckpointPart(long number) => Path.Combine("checkpoints", number.ToString(CultureInfo.InvariantCulture));

    private string Of(AttemptId id) => Path.Combine(root, id.ToString());

    private string Make(AttemptId id, string part) =>
        Directory.CreateDirectory(Path.Combine(Of(id), part), OwnerOnly.DirectoryMode).FullName;

    private static void Delete(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
    }
}
