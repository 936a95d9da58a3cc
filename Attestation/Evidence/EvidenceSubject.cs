using System.Text.Json.Serialization;

namespace DePin.Attestation.Evidence;

/// <summary>
/// An in-toto ResourceDescriptor of one output: https://github.com/in-toto/attestation/blob/main/spec/v1/resource_descriptor.md.
/// </summary>
/// <param name="Name">The output's absolute path in the container.</param>
/// <param name="Digest">Its SHA-256.</param>
/// <param name="Annotations">Its size, so that the subjects alone give back the manifest that <c>resultDigest</c> is of.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record EvidenceSubject(string Name, EvidenceDigestSet Digest, EvidenceAnnotations Annotations)
{
    public static EvidenceSubject Of(OutputEntry output) =>
        new(output.Path, new EvidenceDigestSet(output.Sha256), new EvidenceAnnotations(output.Size));

    public OutputEntry ToOutput() => new(Name, Digest.Sha256, Annotations.Size);
}
