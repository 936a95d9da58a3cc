namespace DePin.Attestation.Messages;

/// <summary>What computed a proof, by the node's word. The numbers are signed: they never change.</summary>
public enum ProofDevice : byte
{
    Cpu = 1,

    Cuda = 2,

    /// <summary>A driver made for tests.</summary>
    Simulated = 3,
}
