using DePin.Attestation;

namespace DePin.NodeAgent.Containers;

public abstract record PullOutcome
{
    private PullOutcome()
    {
    }

    /// <param name="ManifestDigest">SHA-256 of the OCI manifest or index that the reference names, checked by the engine.</param>
    /// <param name="Image">The image as it is now on the engine.</param>
    /// <param name="AlreadyPresent">Nothing was asked of a registry.</param>
    public sealed record Pulled(Hash32 ManifestDigest, ImageFacts Image, bool AlreadyPresent) : PullOutcome;

    /// <summary>The registry has no such repository, tag or digest. (Job's fault.)</summary>
    public sealed record NotFound(string Reason) : PullOutcome;

    /// <summary>The registry wants credentials or refuses ours. (Job's fault.)</summary>
    public sealed record Denied(string Reason) : PullOutcome;

    /// <summary>The registry is in a network of the owner's, who does not allow it: nothing was asked. (Job's fault.)</summary>
    public sealed record Forbidden(string Reason) : PullOutcome;

    /// <summary>What came is not what its digest says. (The registry's fault, or the way's.)</summary>
    public sealed record BadDigest(string Reason) : PullOutcome;

    /// <summary>The image is for another kind of machine. (Job's fault.)</summary>
    public sealed record WrongPlatform(string Reason) : PullOutcome;

    /// <summary>The registry was not reached, or stopped answering. (Network fault: try again.)</summary>
    public sealed record Unreachable(string Reason) : PullOutcome;

    /// <summary>It is larger than the node's owner takes. (Job's fault.)</summary>
    public sealed record TooLarge(string Reason) : PullOutcome;

    /// <summary>There is no room for it beside what is kept and promised. (Host fault.)</summary>
    public sealed record NoRoom(string Reason) : PullOutcome;

    /// <summary>The engine ran out of disk. (Host fault.)</summary>
    public sealed record DiskFull(string Reason) : PullOutcome;

    /// <summary>Anything else, in the engine's words.</summary>
    public sealed record Failed(string Reason) : PullOutcome;
}
