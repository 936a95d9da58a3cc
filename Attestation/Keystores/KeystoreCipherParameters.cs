namespace DePin.Attestation.Keystores;

internal sealed record KeystoreCipherParameters(string Iv);
