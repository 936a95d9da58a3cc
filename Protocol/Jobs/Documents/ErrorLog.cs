using System.Globalization;
using System.Text;

namespace DePin.Protocol.Jobs.Documents;

/// <summary>Collects what is wrong with one document, up to <see cref="JobLimits.MaxErrors"/>; the rest is counted.</summary>
internal sealed class ErrorLog
{
    private const int MaxShown = 60;
    private const int MaxSentence = 300;

    private readonly List<SpecError> _errors = [];
    private int _untold;

    /// <summary>Further errors are only counted, so that working out what they say is in vain.</summary>
    public bool IsFull => _errors.Count == JobLimits.MaxErrors;

    public bool IsEmpty => _errors.Count == 0;

    /// <summary>True when the value at <paramref name="key"/>, or something in it, has been refused.</summary>
    public bool Touches(string key) => _errors.Any(error =>
        error.Key.StartsWith(key, StringComparison.Ordinal) && (error.Key.Length == key.Length || error.Key[key.Length] is '.' or '['));

    public void Add(Position at, string key, string? value, string message, string remedy)
    {
        if (IsFull)
        {
            _untold++;
            return;
        }

        _errors.Add(new SpecError(
            at.Line, at.Column, Shown(key), value is null ? null : Shown(value), Shown(message, MaxSentence), Shown(remedy, MaxSentence)));
    }

    public void Add(Position at, SpecPath path, string? value, Refusal refusal) =>
        Add(at, path.ToString(), value, refusal.Message, refusal.Remedy);

    /// <summary>All errors in the order of their lines.</summary>
    public IReadOnlyList<SpecError> ToList()
    {
        List<SpecError> sorted = [.. _errors.OrderBy(error => error.Line).ThenBy(error => error.Column)];
        if (_untold > 0)
        {
            string message = $"the file has {_untold} further errors";
            sorted.Add(new SpecError(sorted[^1].Line, 1, "", null, message, "correct those above and read it again"));
        }

        return sorted;
    }

    /// <summary>What may be shown on a terminal: short, and without control, format (bidirectional) and half characters.</summary>
    public static string Shown(string text) => Shown(text, MaxShown);

    private static string Shown(string text, int longest)
    {
        string cut = text.Length <= longest ? text : string.Concat(text.AsSpan(0, longest), "…");
        return string.Concat(cut.EnumerateRunes().Select(rune => IsShowable(rune) ? rune.ToString() : "\uFFFD"));
    }

    private static bool IsShowable(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
}
