namespace DePin.NodeAgent.Setup;

/// <summary>Asks a person, line by line. An empty line takes what is proposed.</summary>
internal sealed class SetupDialog(TextReader input, TextWriter output)
{
    /// <returns>The answer, without spaces around it; null when it is what was proposed, or the input has ended.</returns>
    public async Task<string?> AskAsync(string words, string? proposed, CancellationToken token)
    {
        await output.WriteLineAsync(words.AsMemory(), token);
        await output.WriteAsync((proposed is null ? "  > " : $"  [{proposed}] > ").AsMemory(), token);
        await output.FlushAsync(token);
        string? line = (await input.ReadLineAsync(token))?.Trim();
        return string.IsNullOrEmpty(line) ? null : line;
    }

    /// <returns>True only for a yes.</returns>
    public async Task<bool> ConsentAsync(string words, CancellationToken token) =>
        (await AskAsync($"{words} Write 'yes' for it.", "no", token))?.ToLowerInvariant() is "yes" or "y";
}
