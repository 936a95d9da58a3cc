namespace DePin.Attestation.Messages;

/// <summary>What the elements of a <see cref="GemmChallenge"/> are. The numbers are signed: they never change.</summary>
public enum Arithmetic : byte
{
    /// <summary>Signed bytes, summed exactly in 32 bits.</summary>
    Int8 = 1,

    /// <summary>Integers from −256 to 255, which FP16 and BF16 hold exactly and INT8 does not, summed exactly modulo 2^32.</summary>
    Fp16 = 2,
}
