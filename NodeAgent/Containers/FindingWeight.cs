namespace DePin.NodeAgent.Containers;

public enum FindingWeight
{
    /// <summary>No job may run here until it is mended.</summary>
    Blocking,

    /// <summary>Some jobs cannot run here.</summary>
    Limiting,

    /// <summary>Everything runs; something could be better.</summary>
    Advice,
}
