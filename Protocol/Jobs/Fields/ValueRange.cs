namespace DePin.Protocol.Jobs.Fields;

/// <summary>The smallest and the largest value allowed, both included.</summary>
internal sealed record ValueRange<T>(T Min, T Max)
{
    public Refusal? Check(T value, Func<T, string> format)
    {
        if (Comparer<T>.Default.Compare(value, Min) < 0)
        {
            return new Refusal($"is below the smallest allowed, {format(Min)}", $"write {format(Min)} or more");
        }

        return Comparer<T>.Default.Compare(value, Max) > 0
            ? new Refusal($"is above the largest allowed, {format(Max)}", $"write {format(Max)} or less")
            : null;
    }
}
