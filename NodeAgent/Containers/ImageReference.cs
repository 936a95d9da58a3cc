using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using DePin.Attestation;

namespace DePin.NodeAgent.Containers;

/// <summary>
/// An image by name and tag or digest, in full: <c>busybox</c> is <c>docker.io/library/busybox:latest</c>. Grammar of
/// github.com/distribution/reference; only SHA-256 digests. A digest makes a tag meaningless, so it is dropped.
/// </summary>
public sealed partial record ImageReference
{
    private const int MaxRepositoryLength = 255;

    private ImageReference(string repository, string? tag, Hash32? digest)
    {
        Repository = repository;
        Tag = tag;
        Digest = digest;
    }

    /// <summary>Registry and path, such as <c>docker.io/library/busybox</c>.</summary>
    public string Repository { get; }

    /// <summary>Null exactly when <see cref="Digest"/> is not.</summary>
    public string? Tag { get; }

    public Hash32? Digest { get; }

    /// <summary>What the engine's pull call names beside the repository.</summary>
    public string TagOrDigest => Digest is { } digest ? DigestText(digest) : Tag!;

    public ImageReference At(Hash32 digest) => new(Repository, null, digest);

    public static ImageReference Parse(string text) =>
        TryParse(text, out ImageReference? reference) ? reference : throw new FormatException($"'{text}' is not an image reference");

    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out ImageReference? reference)
    {
        reference = null;
        Match match = Grammar().Match(text ?? "");
        if (!match.Success || (match.Groups["digest"].Success && !TryParseDigest(match.Groups["digest"].Value, out _)))
        {
            return false;
        }

        string repository = InFull(match.Groups["name"].Value);
        if (repository.Length > MaxRepositoryLength)
        {
            return false;
        }

        reference = TryParseDigest(match.Groups["digest"].Value, out Hash32 digest)
            ? new ImageReference(repository, null, digest)
            : new ImageReference(repository, match.Groups["tag"].Success ? match.Groups["tag"].Value : "latest", null);
        return true;
    }

    /// <summary><c>sha256:</c> and 64 lower-case hexadecimal digits.</summary>
    public static string DigestText(Hash32 digest) => string.Concat("sha256:", digest.ToString().AsSpan(2));

    public static bool TryParseDigest(string? text, out Hash32 digest)
    {
        digest = default;
        return text is not null && DigestGrammar().IsMatch(text) && Hash32.TryParse(string.Concat("0x", text.AsSpan(7)), null, out digest);
    }

    public override string ToString() => Digest is null ? $"{Repository}:{Tag}" : $"{Repository}@{TagOrDigest}";

    private static string InFull(string name)
    {
        int slash = name.IndexOf('/', StringComparison.Ordinal);
        string first = slash < 0 ? "" : name[..slash];
        bool hasRegistry = first.Contains('.', StringComparison.Ordinal) || first.Contains(':', StringComparison.Ordinal)
            || first == "localhost";
        return hasRegistry ? name : slash < 0 ? $"docker.io/library/{name}" : $"docker.io/{name}";
    }

    // A first component is a registry when it has a dot or a port, or is localhost; otherwise all of it is the repository's path.
    [GeneratedRegex(
        @"\A(?<name>(?:(?:(?:localhost|[a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+)+)(?::[0-9]{1,5})?|[a-zA-Z0-9-]+:[0-9]{1,5})/)?"
        + @"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*)"
        + @"(?::(?<tag>[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?(?:@(?<digest>[a-z0-9]+:[0-9a-f]+))?\z",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Grammar();

    [GeneratedRegex(@"\Asha256:[0-9a-f]{64}\z")]
    private static partial Regex DigestGrammar();
}
