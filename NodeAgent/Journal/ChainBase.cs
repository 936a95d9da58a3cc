using DePin.Attestation;

namespace DePin.NodeAgent.Journal;

/// <summary>Where a journal's chain begins that is not the node's first: behind what was attested before that one was lost.</summary>
/// <param name="Sequence">Of the first attestation of this journal.</param>
/// <param name="Previous">The digest that it follows.</param>
public sealed record ChainBase(long Sequence, Hash32 Previous)
{
    /// <summary>
    /// Behind what a lost journal may have signed of which the scheduler has nothing. Sequence 0 cannot be used again, and what comes after
    /// it must name something before it.
    /// </summary>
    public static ChainBase AfterLostJournal { get; } = new(SealChain.Gap, Hash32.Sha256("a journal that was lost"u8));
}
