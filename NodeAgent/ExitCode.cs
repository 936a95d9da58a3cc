namespace DePin.NodeAgent;

/// <summary>
/// Every way <c>depin-node</c> ends. The service's unit lists those that a restart cannot mend in
/// <c>RestartPreventExitStatus=</c>.
/// </summary>
public enum ExitCode
{
    /// <summary>Done, and what was asked about is well.</summary>
    Ok = 0,

    /// <summary>Something is not well and the message says what: a check that failed, a service in trouble. A restart may help.</summary>
    NotWell = 1,

    /// <summary>The command line, the configuration file or the environment is wrong. A restart cannot help.</summary>
    Configuration = 2,

    /// <summary>The service does not run, so nothing could be asked of it.</summary>
    NotRunning = 3,

    /// <summary>The signing key cannot be read or its password is wrong. A restart cannot help.</summary>
    KeyUnusable = 4,

    /// <summary>Stopped by Ctrl-C before the end (128 + SIGINT, as shells count).</summary>
    Interrupted = 130,
}
