namespace DePin.Protocol.Jobs.Fields;

/// <summary>Reads one value from its text: null and the value, or the reason it is refused.</summary>
internal delegate Refusal? TextParser<T>(ReadOnlySpan<char> text, out T value);
