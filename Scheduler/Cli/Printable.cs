using System.Text;

namespace DePin.Scheduler.Cli;

/// <summary>
/// Text from elsewhere, made safe to show: a job's name must not move the cursor or recolour the terminal of who lists it.
/// </summary>
internal static class Printable
{
    /// <summary>One line: control and format characters, line ends among them, become <c>�</c>.</summary>
    public static string Line(string text)
    {
        if (text.All(IsPlain))
        {
            return text;
        }

        StringBuilder safe = new(text.Length);
        foreach (char c in text)
        {
            safe.Append(IsPlain(c) ? c : '�');
        }

        return safe.ToString();
    }

    // Cc moves the cursor; Cf holds the marks that turn the direction of what follows.
    private static bool IsPlain(char c) => char.GetUnicodeCategory(c) is not
        (System.Globalization.UnicodeCategory.Control or System.Globalization.UnicodeCategory.Format
        or System.Globalization.UnicodeCategory.LineSeparator or System.Globalization.UnicodeCategory.ParagraphSeparator);
}
