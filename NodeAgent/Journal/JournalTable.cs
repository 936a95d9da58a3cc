namespace DePin.NodeAgent.Journal;

/// <summary>The tables of the journal, each from a key to a JSON document.</summary>
internal enum JournalTable
{
    /// <summary>The version of this layout.</summary>
    Schema,

    /// <summary>What there is one of: boot id, acknowledged command, known scheduler.</summary>
    Node,

    /// <summary>Leases by attempt: written once.</summary>
    Leases,

    /// <summary>State and stop order by attempt.</summary>
    States,

    /// <summary>Lease deadlines by attempt.</summary>
    Deadlines,

    /// <summary>Events not acknowledged yet, by sequence.</summary>
    Events,

    /// <summary>Where each log is, by attempt.</summary>
    Logs,

    /// <summary>Bytes of each log that the scheduler holds, by attempt.</summary>
    LogsSent,

    /// <summary>Output files by attempt and number.</summary>
    Outputs,

    /// <summary>Checkpoints that were taken, by attempt and number.</summary>
    Checkpoints,

    /// <summary>Challenges to this machine's GPUs by their digest.</summary>
    Proofs,

    /// <summary>Images that this node pulled, by name.</summary>
    Images,

    /// <summary>The chain of attestations by sequence: written once.</summary>
    Seals,

    /// <summary>Sequence by attempt, so that no attempt is sealed twice.</summary>
    SealedAttempts,

    /// <summary>Signatures of both sides by sequence.</summary>
    Signatures,
}
