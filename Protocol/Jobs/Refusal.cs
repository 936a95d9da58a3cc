namespace DePin.Protocol.Jobs;

/// <summary>Why a text was not accepted, and what to write instead. Both are sentences without a final full stop.</summary>
/// <param name="Message">What is wrong, said of the value: "has the unknown unit 'gb'".</param>
/// <param name="Remedy">What to do: "write 16GB or 16GiB".</param>
internal sealed record Refusal(string Message, string Remedy)
{
    /// <summary>
    /// Texts that may have been meant, where the remedy names them: whoever knows of further bounds names only those within. Null where the
    /// remedy is not made of guesses.
    /// </summary>
    public IReadOnlyList<string>? Guesses { get; private init; }

    /// <param name="otherwise">The remedy when there is no guess.</param>
    public static Refusal Guessing(string message, IReadOnlyList<string> guesses, string otherwise) =>
        new(message, guesses.Count > 0 ? $"write {Choices(guesses)}" : otherwise) { Guesses = guesses };

    /// <summary>A, B or C.</summary>
    public static string Choices(IReadOnlyList<string> choices) =>
        choices.Count == 1 ? choices[0] : $"{string.Join(", ", choices.SkipLast(1))} or {choices[^1]}";
}
