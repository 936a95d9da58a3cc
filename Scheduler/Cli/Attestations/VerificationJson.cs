using System.Text.Json;
using DePin.Attestation;
using DePin.Attestation.Messages;

namespace DePin.Scheduler.Cli.Attestations;

/// <summary>What <c>attestation verify --json</c> writes.</summary>
/// <param name="Valid">True when no check failed.</param>
/// <param name="Digest">The EIP-712 digest that was verified; absent when the file is no attestation.</param>
/// <param name="Message">The signed message; absent when the file is no attestation.</param>
/// <param name="Evidence">The in-toto statement, where <c>--evidence</c> asks for it.</param>
internal sealed record VerificationJson(
    string File,
    bool Valid,
    Hash32? Digest,
    IReadOnlyList<Finding> Checks,
    WorkAttestation? Message,
    JsonElement? Evidence);
