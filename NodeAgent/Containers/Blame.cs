namespace DePin.NodeAgent.Containers;

/// <summary>Whose fault a refusal is; it decides whether another node may do better.</summary>
public enum Blame
{
    /// <summary>The image or the specification: it fails everywhere.</summary>
    Job,

    /// <summary>This machine.</summary>
    Host,
}
