namespace DePin.NodeAgent.Containers;

public abstract record CreateOutcome
{
    private CreateOutcome()
    {
    }

    /// <param name="Warnings">What the engine could not do as asked, such as a limit the kernel does not have.</param>
    public sealed record Created(IReadOnlyList<string> Warnings) : CreateOutcome;

    /// <summary>It was there already, with these very labels.</summary>
    public sealed record Adopted(ContainerState State) : CreateOutcome;

    /// <summary>The image is not on the engine: pull it again.</summary>
    public sealed record ImageMissing : CreateOutcome;

    /// <summary>A container of this name belongs to another node or another specification.</summary>
    public sealed record NameTaken(string Reason) : CreateOutcome;

    /// <summary>This machine cannot or must not run it (<paramref name="Blame"/> says whose matter that is).</summary>
    public sealed record Refused(string Reason, Blame Blame) : CreateOutcome
    {
        /// <summary>The reason for others than the owner; null: nothing of it is known to be fit for them.</summary>
        public string? Shown { get; init; }
    }
}
