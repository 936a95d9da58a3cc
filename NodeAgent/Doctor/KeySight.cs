using DePin.Attestation;
using DePin.Attestation.Keystores;

namespace DePin.NodeAgent.Doctor;

/// <summary>Whether the node's key can be had.</summary>
public abstract record KeySight
{
    private KeySight()
    {
    }

    /// <summary>Not tried, and why.</summary>
    public sealed record NotTried(string Why) : KeySight;

    /// <summary>There is none yet: the service makes it at its first start.</summary>
    public sealed record None : KeySight;

    public sealed record Opens(Address Address) : KeySight;

    /// <param name="Problem">Null when the file could not be read at all.</param>
    public sealed record Refuses(KeyFileProblem? Problem, string Message) : KeySight;
}
