namespace DePin.NodeAgent.Attempts;

/// <summary>
/// Every effect an attempt has on something that outlives this process, in the order of its life. Each is a place where the agent may be
/// killed, before or after, and must come to the same end: see <see cref="Steps"/>.
/// </summary>
public enum Step
{
    /// <summary>A lease, cancel or drain is written to the journal, before it is acknowledged.</summary>
    JournalCommand,
    JournalRenewal,
    JournalPreparing,
    Pull,

    /// <summary>What an image's tag stands for; or that this node pulls it, has it, or has it no more.</summary>
    JournalImage,
    FetchInput,
    CreateContainer,
    PlaceFiles,
    FetchCheckpoint,
    JournalCreated,
    StartContainer,
    JournalRunning,
    SpoolLog,
    JournalLog,
    SendLog,
    JournalLogSent,

    /// <summary>The job is asked to write a checkpoint.</summary>
    SignalCheckpoint,
    ReadCheckpoint,

    /// <summary>Number → manifest.</summary>
    JournalCheckpoint,
    SendCheckpoint,
    ReportCheckpoint,
    JournalCheckpointSent,

    /// <summary>The event that there is none.</summary>
    JournalCheckpointMissing,
    JournalStop,
    StopContainer,
    JournalExited,
    CollectOutput,
    JournalConcluded,

    /// <summary>Sequence → digest.</summary>
    JournalSealed,
    Sign,
    JournalSignature,
    SendOutput,
    JournalOutputSent,
    SendAttestation,
    JournalAcknowledged,
    RemoveContainer,
    RemoveSpool,
    JournalEnded,
    JournalLost,

    /// <summary>An old attempt's row is deleted.</summary>
    JournalForgotten,
    SendSync,
    SendEvents,
    JournalEventsAcked,

    /// <summary>A container that belongs to no attempt is removed.</summary>
    RemoveOrphan,
}
