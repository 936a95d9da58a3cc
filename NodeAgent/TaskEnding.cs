using System.Runtime.CompilerServices;

namespace DePin.NodeAgent;

internal static class TaskEnding
{
    private const ConfigureAwaitOptions AnyEnd = ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext;

    /// <summary>To be awaited where it only matters that the task has ended: it was told to stop, or its failure was seen.</summary>
    public static ConfiguredTaskAwaitable HasEnded(this Task task) => task.ConfigureAwait(AnyEnd); // TIDY: it is the one use of options
}
