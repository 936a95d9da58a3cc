namespace DePin.NodeAgent.Gpus;

/// <summary>Whose doing a driver's error is.</summary>
public enum XidKind
{
    /// <summary>The program's: it fails in the same way on another machine. Named in the evidence; its exit code decides.</summary>
    Program,

    /// <summary>May be either's, or follows another error. Named in the evidence; decides nothing.</summary>
    Unclear,

    /// <summary>The GPU's memory.</summary>
    Memory,

    /// <summary>The GPU is not reachable any more.</summary>
    Lost,

    /// <summary>Another part of the GPU, its firmware or its driver.</summary>
    Device,
}
