namespace DePin.Scheduler.Http;

/// <summary>What a caller sent, as a refusal repeats it: short, and without what moves a cursor.</summary>
internal static class Shown
{
    private const int Most = 80;

    public static string Of(string text)
    {
        string cut = text.Length > Most ? text[..Most] + "…" : text;
        return string.Concat(cut.Select(one => char.IsControl(one) || char.IsSurrogate(one) ? '?' : one));
    }
}
