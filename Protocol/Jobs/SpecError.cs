using System.Text.Json.Serialization;

namespace DePin.Protocol.Jobs;

/// <summary>One thing wrong in a job file, said so that its writer can put it right without reading our documents.</summary>
/// <param name="Line">Line in the file, from 1.</param>
/// <param name="Column">Column in characters, from 1.</param>
/// <param name="Key">Dotted path of the key (<c>resources.gpu.count</c>, <c>outputs[1]</c>); empty for the file as a whole.</param>
/// <param name="Value">What was written, shortened and without control characters; null when there is none.</param>
/// <param name="Message">What is wrong with it.</param>
/// <param name="Remedy">What to write instead.</param>
public sealed record SpecError(
    int Line,
    int Column,
    string Key,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Value,
    string Message,
    string Remedy)
{
    /// <summary>One line: <c>4:11 resources.memory: '16gb' has the unknown unit 'gb'; write 16GB or 16GiB</c>.</summary>
    public override string ToString() =>
        $"{Line}:{Column} {(Key.Length == 0 ? "" : Key + ": ")}{(Value is null ? "" : $"'{Value}' ")}{Message}; {Remedy}";
}
