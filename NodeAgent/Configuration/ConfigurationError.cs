namespace DePin.NodeAgent.Configuration;

/// <summary>One thing wrong with the configuration, said so that the owner can put it right.</summary>
/// <param name="Place">The file with line and column, or the name of the environment variable.</param>
/// <param name="Key">Dotted path of the key; empty for the whole.</param>
/// <param name="Value">What was written, shortened and without control characters; null when there is none.</param>
/// <param name="Message">What is wrong with it.</param>
/// <param name="Remedy">What to write instead.</param>
public sealed record ConfigurationError(string Place, string Key, string? Value, string Message, string Remedy)
{
    /// <summary>One line: <c>/etc/depin/node.yaml:3:8: scheduler.url 'ftp://x' is no web address; write …</c>.</summary>
    public override string ToString() =>
        $"{Place}: {(Key.Length == 0 ? "" : Key + " ")}{(Value is null ? "" : $"'{Value}' ")}{Message}; {Remedy}";
}
