namespace DePin.Scheduler;

/// <summary>Every way <c>depin-scheduler</c> ends. Scripts decide by these; the meaning of a number never changes.</summary>
public enum ExitCode
{
    /// <summary>Done, and what was asked about is well.</summary>
    Ok = 0,

    /// <summary>
    /// What was asked about is not well: the job did not succeed, an attestation does not verify, the ledger's chain is broken.
    /// </summary>
    NotWell = 1,

    /// <summary>The command line, the job file or the configuration is wrong; nothing was sent.</summary>
    Usage = 2,

    /// <summary>The scheduler cannot be reached, or does not accept the token.</summary>
    NoAccess = 3,

    /// <summary>The scheduler refused the call and said why.</summary>
    Refused = 4,

    /// <summary>
    /// What came back cannot be trusted: not the protocol, a file that does not match its hash, a path that leaves its directory.
    /// </summary>
    Untrusted = 5,

    /// <summary>A local file or directory cannot be read or written.</summary>
    LocalFile = 6,

    /// <summary>Stopped by Ctrl-C before the end (128 + SIGINT, as shells count). A submitted job runs on.</summary>
    Interrupted = 130,

    /// <summary>Whoever read our output went away (128 + SIGPIPE).</summary>
    BrokenPipe = 141,
}
