namespace DePin.Protocol.Jobs;

/// <summary>How a job ends.</summary>
public enum JobKind
{
    /// <summary>Runs until its process exits; the exit code decides.</summary>
    Batch,

    /// <summary>Answers requests on a port until it is cancelled.</summary>
    Service,
}
