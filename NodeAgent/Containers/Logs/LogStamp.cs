using System.Globalization;

namespace DePin.NodeAgent.Containers.Logs;

/// <summary>The time the engine writes before each record: RFC 3339 with up to nine decimals, then a blank.</summary>
internal static class LogStamp
{
    private const int MaxLength = 40;
    private const int SecondsLength = 19;
    private const long NanosecondsPerTick = 100;

    /// <param name="record">A record with its time.</param>
    /// <param name="nanoseconds">Since 1970.</param>
    /// <param name="length">Bytes to strip, the blank included.</param>
    public static bool TryRead(ReadOnlySpan<byte> record, out long nanoseconds, out int length)
    {
        nanoseconds = 0;
        length = record[..Math.Min(record.Length, MaxLength)].IndexOf((byte)' ') + 1;
        if (length <= SecondsLength)
        {
            return false;
        }

        Span<char> text = stackalloc char[MaxLength];
        for (int i = 0; i < length - 1; i++)
        {
            text[i] = (char)record[i];
        }

        ReadOnlySpan<char> rest = text[SecondsLength..(length - 1)];
        long fraction = ReadFraction(ref rest);
        Span<char> whole = stackalloc char[MaxLength];
        text[..SecondsLength].CopyTo(whole);
        rest.CopyTo(whole[SecondsLength..]);
        if (fraction < 0 || !DateTimeOffset.TryParseExact(
            whole[..(SecondsLength + rest.Length)], "yyyy-MM-dd'T'HH:mm:ssK", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal,
            out DateTimeOffset seconds))
        {
            return false;
        }

        nanoseconds = ((seconds.UtcTicks - DateTime.UnixEpoch.Ticks) * NanosecondsPerTick) + fraction;
        return true;
    }

    // Takes ".123456789" off the front; -1 when it is not that.
    private static long ReadFraction(ref ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || text[0] != '.')
        {
            return 0;
        }

        int end = text[1..].IndexOfAnyExceptInRange('0', '9') + 1;
        int digits = (end == 0 ? text.Length : end) - 1;
        if (digits is < 1 or > 9)
        {
            return -1;
        }

        long fraction = long.Parse(text.Slice(1, digits), NumberStyles.None, CultureInfo.InvariantCulture);
        for (int i = digits; i < 9; i++)
        {
            fraction *= 10;
        }

        text = text[(digits + 1)..];
        return fraction;
    }
}
