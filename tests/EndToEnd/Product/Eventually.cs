namespace DePin.EndToEnd.Product;

/// <summary>Waits for something another process will bring about; a test's own <c>[CancelAfter]</c> bounds it too.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    /// <exception cref="TimeoutException">It did not become true; <paramref name="otherwise"/> says what was seen instead.</exception>
    public static async Task TrueAsync(Func<Task<bool>> condition, TimeSpan within, Func<string> otherwise, CancellationToken token)
    {
        long started = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(started) > within)
            {
                throw new TimeoutException($"not within {within.TotalSeconds} s: {otherwise()}");
            }

            await Task.Delay(Step, TimeProvider.System, token);
        }
    }
}
