using System.Text.RegularExpressions;

namespace DePin.NodeAgent.Containers;

/// <summary>
/// What of an engine's words anyone may read: without the paths of this machine and the engine's ids of containers and networks. A path is
/// kept when the job or its image said it first, or as far as it lies within the container.
/// </summary>
public static partial class PublicText
{
    public const string Path = "(a path of the node)";
    public const string Id = "(an id of the node)";

    /// <param name="text">As the engine, its runtime or the system said it.</param>
    /// <param name="own">The job's and its image's own words: program, arguments, directories.</param>
    public static string Of(string text, IReadOnlyCollection<string> own)
    {
        string withoutPaths = AnyPath().Replace(text, match => PathText(match.Value, own));
        return AnyId().Replace(withoutPaths, match => IsOwn(match.Value, own) ? match.Value : Id);
    }

    private static string PathText(string token, IReadOnlyCollection<string> own)
    {
        string path = token.TrimEnd(':', '.', ',');
        string tail = token[path.Length..];
        if (IsOwn(path, own))
        {
            return token;
        }

        Match inside = InContainer().Match(path);
        return (inside.Success && IsOwn(inside.Groups[1].Value, own) ? inside.Groups[1].Value : Path) + tail;
    }

    /// <summary>Part of something said: then it tells nothing new.</summary>
    private static bool IsOwn(string path, IReadOnlyCollection<string> own) =>
        own.Any(word => word.Contains(path, StringComparison.Ordinal));

    /// <summary>An absolute path; not what follows the scheme or the host of an address.</summary>
    [GeneratedRegex(@"(?<![\w/.\-])/(?!/)[^\s""'`;<>()\[\]{}]+")]
    private static partial Regex AnyPath();

    /// <summary>As the engine mounts a root: what comes behind is the container's.</summary>
    [GeneratedRegex(@"/(?:merged|rootfs)(/.*)$", RegexOptions.RightToLeft)]
    private static partial Regex InContainer();

    /// <summary>Long or short; the digest of a content is nobody's secret.</summary>
    [GeneratedRegex(@"(?<!sha256:)\b[0-9a-f]{12,64}\b")]
    private static partial Regex AnyId();
}
