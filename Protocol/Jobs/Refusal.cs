namespace DePin.Protocol.Jobs;

/// <summary>Why a text was not accepted, and what to write instead. Both are sentences without a final full stop.</summary>
/// <param name="Message">What is wrong, said of the value: "has the unknown unit 'gb'".</param>
/// <param name="Remedy">What to do: "write 16GB or 16GiB".</param>
internal sealed record Refusal(string Message, string Remedy);
