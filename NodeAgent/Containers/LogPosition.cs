using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace DePin.NodeAgent.Containers;

/// <summary>
/// A place in a job's log that survives restarts: store its text with the bytes before it, parse it and give it back to
/// <see cref="IContainerRuntime.FollowLogsAsync"/>. Only <see cref="Offset"/> means something to others. The stamps are the engine's, in
/// nanoseconds since 1970, and 0 before the first byte: they prove that the log still begins where it began, and let reading go on
/// behind a gap.
/// </summary>
/// <param name="Offset">Bytes before this place.</param>
/// <param name="InLog">Bytes between the log's first record and this place; less than <paramref name="Offset"/> behind a gap.</param>
/// <param name="FirstStamp">Of the log's first record.</param>
/// <param name="LastStamp">Of the record that holds the byte before this place.</param>
public sealed record LogPosition(long Offset, long InLog, long FirstStamp, long LastStamp)
{
    public static LogPosition Start { get; } = new(0, 0, 0, 0);

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out LogPosition? position)
    {
        string[] parts = text?.Split('/') ?? [];
        long[] numbers = new long[4];
        bool valid = parts.Length == numbers.Length;
        for (int i = 0; valid && i < numbers.Length; i++)
        {
            valid = long.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]);
        }

        position = valid ? new LogPosition(numbers[0], numbers[1], numbers[2], numbers[3]) : null;
        return valid;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Offset}/{InLog}/{FirstStamp}/{LastStamp}");
}
