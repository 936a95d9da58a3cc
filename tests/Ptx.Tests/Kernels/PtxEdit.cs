using System.Text.RegularExpressions;

namespace DePin.Ptx.Tests.Kernels;

/// <summary>A mistake that is planted in a kernel: one match of a pattern in one entry, replaced.</summary>
/// <param name="Kernel">The entry; nothing else of its module changes.</param>
/// <param name="Pattern">Regular expression, as registers are numbered anew with every compilation.</param>
/// <param name="Replacement">As Regex.Replace takes it.</param>
/// <param name="Match">Which match, from 0; -1 for all.</param>
internal sealed record PtxEdit(string Kernel, string Pattern, string Replacement, int Match = 0)
{
    public string Apply(string text)
    {
        int start = text.IndexOf($".visible .entry {Kernel}(", StringComparison.Ordinal);
        int next = text.IndexOf(".visible .entry ", start + 1, StringComparison.Ordinal), end = next < 0 ? text.Length : next;
        int seen = 0, made = 0;
        string edited = start < 0 ? "" : Regex.Replace(
            text[start..end],
            Pattern,
            match =>
            {
                bool chosen = Match < 0 || seen == Match;
                seen++;
                made += chosen ? 1 : 0;
                return chosen ? match.Result(Replacement) : match.Value;
            },
            RegexOptions.Multiline);
        return made > 0
            ? text[..start] + edited + text[end..]
            : throw new InvalidOperationException($"{Kernel} has {seen} matches of '{Pattern}', and none to change: say the mistake anew");
    }
}
