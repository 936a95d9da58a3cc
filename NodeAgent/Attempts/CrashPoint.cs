using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace DePin.NodeAgent.Attempts;

/// <summary>
/// For tests that kill the agent: the step at which it kills itself with SIGKILL, from <c>DEPIN_CRASH_AT=step[:before|after[:n]]</c>,
/// such as <c>CreateContainer:after:2</c> for the second time.
/// </summary>
/// <param name="Step">Where.</param>
/// <param name="Moment">On which side; before when the text does not say.</param>
/// <param name="Occurrence">At which time, from 1.</param>
public sealed record CrashPoint(Step Step, StepMoment Moment, int Occurrence)
{
    /// <summary>The key below the <c>DEPIN_</c> prefix of the environment.</summary>
    public const string Key = "CRASH_AT";

    public static bool TryParse(string? text, [NotNullWhen(true)] out CrashPoint? point)
    {
        point = null;
        string[] parts = (text ?? "").Split(':');
        var moment = StepMoment.Before;
        int occurrence = 1;
        bool valid = parts.Length is 1 or 2 or 3
            && Enum.TryParse(parts[0], ignoreCase: true, out Step step)
            && Enum.IsDefined(step)
            && !char.IsAsciiDigit(parts[0][0])
            && (parts.Length < 2 || Enum.TryParse(parts[1], ignoreCase: true, out moment))
            && (
                parts.Length < 3
                    || (int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out occurrence) && occurrence > 0));
        if (valid)
        {
            point = new CrashPoint(Enum.Parse<Step>(parts[0], ignoreCase: true), moment, occurrence);
        }

        return valid;
    }

    /// <summary>What <see cref="TryParse"/> reads.</summary>
    public string ToText() => string.Create(CultureInfo.InvariantCulture, $"{Step}:{Moment}:{Occurrence}");

    /// <summary>Steps that end this process at the point, as <c>kill -9</c> would: nothing is flushed, no handler runs.</summary>
    public Steps Arm()
    {
        int left = Occurrence;
        return new Steps((step, moment) =>
        {
            if (step == Step && moment == Moment && Interlocked.Decrement(ref left) == 0)
            {
                using var self = Process.GetCurrentProcess();
                self.Kill();
                Thread.Sleep(Timeout.Infinite); // TIDY: the signal is on its way; nothing may happen after it
            }
        });
    }
}
