using System.Globalization;
using System.Text.RegularExpressions;

namespace DePin.Protocol.Jobs;

/// <summary>Reads the text of an <see cref="ImageReference"/> and completes short names as Docker does.</summary>
internal static partial class ImageReferenceText
{
    private const string Remedy = "write registry/repository:tag or registry/repository@sha256:…, such as registry.example/train:1.0";
    private const string DefaultRegistry = "docker.io";
    private const string DefaultTag = "latest";
    private const string Label = "[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?";
    private const int MaxPort = 65_535;

    public static Refusal? Read(string text, out ImageReference? image)
    {
        image = null;
        if (text.Length is 0 or > ImageReference.MaxLength)
        {
            return new Refusal(text.Length == 0 ? "is empty" : $"is longer than {ImageReference.MaxLength} characters", Remedy);
        }

        if (text.Contains("://", StringComparison.Ordinal))
        {
            return new Refusal("is a URL", "leave out the scheme: write registry.example/train:1.0");
        }

        string name = text;
        ContentHash? digest = null;
        int at = text.IndexOf('@', StringComparison.Ordinal);
        if (at >= 0)
        {
            name = text[..at];
            if (ContentHash.Read(text.AsSpan(at + 1), out ContentHash hash) is { } why)
            {
                return why with { Message = $"has a digest that {why.Message}" };
            }

            digest = hash;
        }

        return ReadName(name, digest, out image);
    }

    private static Refusal? ReadName(string text, ContentHash? digest, out ImageReference? image)
    {
        image = null;
        (string registry, string path) = SplitRegistry(text);
        int colon = path.LastIndexOf(':');
        string? tag = colon >= 0 ? path[(colon + 1)..] : null;
        string repository = colon >= 0 ? path[..colon] : path;
        if (RefuseRegistry(registry) is { } wrong)
        {
            return wrong;
        }

        if (tag is not null && !TagPattern().IsMatch(tag))
        {
            return new Refusal(
                $"has the invalid tag '{tag}'",
                "a tag is 1 to 128 letters, digits, '_', '.' and '-', and starts with a letter, digit or '_'");
        }

        if (!RepositoryPattern().IsMatch(repository))
        {
            string lower = repository.ToLowerInvariant();
            string remedy = RepositoryPattern().IsMatch(lower) ? $"write {text[..^path.Length]}{lower}{path[repository.Length..]}" : Remedy;
            return new Refusal($"has the invalid repository '{repository}'", remedy);
        }

        bool isOfficial = registry == DefaultRegistry && !repository.Contains('/', StringComparison.Ordinal);
        var read = new ImageReference(
            registry, isOfficial ? "library/" + repository : repository, tag ?? (digest is null ? DefaultTag : null), digest);
        if (read.Name.Length > ImageReference.MaxNameLength)
        {
            return new Refusal(
                $"names a registry and repository of {read.Name.Length} characters", $"use {ImageReference.MaxNameLength} at most");
        }

        image = read;
        return null;
    }

    private static Refusal? RefuseRegistry(string registry)
    {
        if (!RegistryPattern().IsMatch(registry))
        {
            return new Refusal($"has the invalid registry '{registry}'", Remedy);
        }

        int colon = registry.IndexOf(':', StringComparison.Ordinal);
        bool isPort = colon < 0 || (registry[colon + 1] != '0' && registry[(colon + 1)..] is var port
            && int.Parse(port, NumberStyles.None, CultureInfo.InvariantCulture) <= MaxPort);
        return isPort ? null : new Refusal($"has the invalid port '{registry[(colon + 1)..]}'", $"write a port from 1 to {MaxPort}");
    }

    /// <summary>
    /// The part before the first slash is a registry when it can be no repository: it has a dot or a port, or is
    /// <c>localhost</c>.
    /// </summary>
    private static (string Registry, string Path) SplitRegistry(string text)
    {
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        bool hasRegistry = slash > 0 && (text.AsSpan(0, slash).ContainsAny('.', ':') || text.AsSpan(0, slash) is "localhost");
        return hasRegistry ? (text[..slash], text[(slash + 1)..]) : (DefaultRegistry, text);
    }

    /// <summary>Labels of RFC 1123, none of them empty, and a port.</summary>
    [GeneratedRegex(
        @"^(?=[^:]{1,253}(:|\z))" + Label + @"(\." + Label + @")*(:[0-9]{1,5})?\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex RegistryPattern();

    [GeneratedRegex(@"^[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex RepositoryPattern();

    [GeneratedRegex(@"^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}\z", RegexOptions.CultureInvariant)]
    private static partial Regex TagPattern();
}
