namespace DePin.EndToEnd.Tidy;

/// <summary>
/// C# source parted into what runs and what is said: two texts of the same length and the same lines, where everything
/// that is not code (or not comment) is blank. Code in the holes of interpolated strings is code.
/// </summary>
internal sealed class CSharpText
{
    private readonly string _text;
    private readonly char[] _code;
    private readonly char[] _comments;
    private int _at;

    private CSharpText(string text)
    {
        _text = text;
        _code = Blank(text);
        _comments = Blank(text);
    }

    public static (string Code, string Comments) Part(string text)
    {
        var parted = new CSharpText(text);
        while (parted._at < text.Length)
        {
            parted.ReadCode(closing: 0);
            parted.Keep(parted._code); // a closing brace too many: it is code
        }

        return (new string(parted._code), new string(parted._comments));
    }

    private static char[] Blank(string text) => [.. text.Select(c => c == '\n' ? '\n' : ' ')];

    /// <summary>Reads code up to the end, or up to <paramref name="closing"/> braces that close a hole.</summary>
    private void ReadCode(int closing)
    {
        var depth = 0;
        while (_at < _text.Length)
        {
            var c = _text[_at];
            if (c == '/' && Next is '/' or '*')
            {
                ReadComment();
            }
            else if (c == '\'')
            {
                ReadCharacter();
            }
            else if (StringStart() is { } start)
            {
                ReadString(start.Quotes, start.Dollars, start.Verbatim);
            }
            else if (c == '}' && depth == 0 && (closing == 0 || Run('}') >= closing))
            {
                return;
            }
            else
            {
                depth += c switch { '{' => 1, '}' => -1, _ => 0 };
                Keep(_code);
            }
        }
    }

    private char Next => _at + 1 < _text.Length ? _text[_at + 1] : '\0';

    private void Keep(char[] into)
    {
        if (_at < _text.Length)
        {
            into[_at] = _text[_at];
            _at++;
        }
    }

    private int Run(char c)
    {
        var end = _at;
        while (end < _text.Length && _text[end] == c)
        {
            end++;
        }

        return end - _at;
    }

    private void ReadComment()
    {
        var end = Next == '/' ? _text.IndexOf('\n', _at) : _text.IndexOf("*/", _at + 2, StringComparison.Ordinal) + 2;
        end = end < _at + 2 ? _text.Length : end;
        while (_at < end)
        {
            Keep(_comments);
        }
    }

    private void ReadCharacter()
    {
        _at++;
        while (_at < _text.Length && _text[_at] is not ('\'' or '\n'))
        {
            _at += _text[_at] == '\\' ? 2 : 1;
        }

        _at++;
    }

    /// <summary>What opens a string here: any of <c>"</c>, <c>@"</c>, <c>$"</c>, <c>$@"</c>, <c>"""</c>, <c>$$"""</c>.</summary>
    private (int Quotes, int Dollars, bool Verbatim)? StringStart()
    {
        var from = _at;
        int dollars = 0;
        var verbatim = false;
        while (_at < _text.Length && _text[_at] is '$' or '@')
        {
            dollars += _text[_at] == '$' ? 1 : 0;
            verbatim |= _text[_at] == '@';
            _at++;
        }

        var quotes = Run('"');
        if (quotes == 0)
        {
            _at = from;
            return null;
        }

        quotes = quotes >= 3 && !verbatim ? quotes : 1;
        _at += quotes;
        return (quotes, dollars, verbatim);
    }

    private void ReadString(int quotes, int dollars, bool verbatim)
    {
        var raw = quotes >= 3;
        while (_at < _text.Length)
        {
            var c = _text[_at];
            if (c == '"' && verbatim && Next == '"')
            {
                _at += 2;
            }
            else if (c == '"' && Run('"') >= quotes)
            {
                _at += quotes;
                return;
            }
            else if (c == '\\' && !raw && !verbatim)
            {
                _at += 2;
            }
            else if (c == '{' && dollars > 0)
            {
                ReadBraces(raw ? dollars : 1, raw);
            }
            else if (c == '\n' && !raw && !verbatim && dollars == 0)
            {
                return; // not closed: the compiler says so, we go on
            }
            else
            {
                _at++;
            }
        }
    }

    private void ReadBraces(int holes, bool raw)
    {
        var run = Run('{');
        var isHole = raw ? run >= holes : run % 2 == 1;
        _at += run;
        if (isHole)
        {
            ReadCode(closing: holes);
            _at = Math.Min(_at + holes, _text.Length);
        }
    }
}
