namespace DePin.Attestation.Messages;

/// <summary>How an attempt ended, and so who is answerable. The numbers are signed: they never change.</summary>
public enum Outcome : byte
{
    /// <summary>The job's program ended with exit code 0 within its limits.</summary>
    Succeeded = 0,

    /// <summary>The job itself failed: its exit code, a limit it hit, an image that does not run.</summary>
    JobFault = 1,

    /// <summary>The machine failed: a lost GPU, a dead container engine, a full disk.</summary>
    HostFault = 2,

    /// <summary>Something between machines failed: a registry or an input out of reach.</summary>
    NetworkFault = 3,

    /// <summary>The submitter, the owner or the scheduler ended it.</summary>
    Cancelled = 4,
}
