namespace DePin.Protocol.Jobs;

/// <summary>Signals a process can catch and that a job may ask for; the text form is the POSIX name (<c>SIGUSR1</c>).</summary>
public enum CheckpointSignal
{
    Usr1,
    Usr2,
    Hup,
    Int,
    Term,
}
