using DePin.Attestation;

namespace DePin.NodeAgent.Cli;

/// <summary>The JSON of <c>wallet</c>.</summary>
internal sealed record WalletView(Address Address, string? File);
