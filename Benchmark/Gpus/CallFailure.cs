namespace DePin.Benchmark.Gpus;

/// <summary>A call of the driver's libraries that did not succeed.</summary>
/// <param name="Call">The C function.</param>
/// <param name="Status">What it returned; 0 where there was no function to call.</param>
/// <param name="Name">The status in the driver's words, or why the library could not be loaded.</param>
public sealed record CallFailure(string Call, int Status, string Name)
{
    public override string ToString() => FormattableString.Invariant($"{Call}: {Status} ({Name})");
}
