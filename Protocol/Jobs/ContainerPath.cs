using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json.Serialization;
using DePin.Attestation;

namespace DePin.Protocol.Jobs;

/// <summary>A place inside a container: absolute, normalised (no <c>.</c>, <c>..</c>, <c>//</c> or final slash), at most 255 bytes,
/// neither the root nor inside <c>/proc</c>, <c>/sys</c> or <c>/dev</c>, and none of the files that the container engine mounts
/// over.</summary>
[JsonConverter(typeof(TextJsonConverter<ContainerPath>))]
public readonly record struct ContainerPath : ISpanParsable<ContainerPath>
{
    /// <summary>Longest path, in UTF-8 bytes.</summary>
    public const int MaxBytes = 255;

    private static readonly string[] KernelTrees = ["/proc", "/sys", "/dev"];

    private static readonly string[] EngineFiles = ["/etc/hosts", "/etc/hostname", "/etc/resolv.conf"];

    private readonly string? _value;

    private ContainerPath(string value) => _value = value;

    /// <summary>The path as text; empty only for <c>default(ContainerPath)</c>.</summary>
    public string Value => _value ?? "";

    public static ContainerPath Parse(string text) => Parse(text, null);

    public static ContainerPath Parse(string s, IFormatProvider? provider) => Parse(s.AsSpan(), provider);

    /// <exception cref="FormatException">The message says what is wrong with the text and what to write instead.</exception>
    public static ContainerPath Parse(ReadOnlySpan<char> s, IFormatProvider? provider) =>
        Read(s, out ContainerPath path) is { } why ? throw new FormatException($"'{s}' {why.Message}; {why.Remedy}") : path;

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out ContainerPath result) =>
        TryParse(s.AsSpan(), provider, out result);

    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out ContainerPath result) => Read(s, out result) is null;

    /// <summary>True when this path lies below <paramref name="ancestor"/>; a path is not below itself.</summary>
    public bool IsBelow(ContainerPath ancestor) => Value.StartsWith(ancestor.Value + "/", StringComparison.Ordinal);

    public override string ToString() => Value;

    /// <summary>The reason the text is refused, or null when <paramref name="path"/> holds it.</summary>
    internal static Refusal? Read(ReadOnlySpan<char> text, out ContainerPath path)
    {
        path = default;
        string value = text.ToString();
        Refusal? refusal = RefuseShape(value) ?? RefusePlace(value);
        if (refusal is null)
        {
            path = new ContainerPath(value);
        }

        return refusal;
    }

    private static Refusal? RefuseShape(string value)
    {
        const string remedy = "write an absolute path inside the container, such as /outputs";
        if (!value.StartsWith('/'))
        {
            return new Refusal("is not an absolute path", remedy);
        }

        if (Encoding.UTF8.GetByteCount(value) > MaxBytes)
        {
            return new Refusal($"is longer than {MaxBytes} bytes", "use a shorter path");
        }

        if (value.Any(char.IsControl))
        {
            return new Refusal("contains a control character", remedy);
        }

        string[] parts = value.Split('/')[1..];
        if (value != "/" && parts.Any(part => part is "" or "." or ".."))
        {
            return new Refusal("is not normalised", "leave out '.', '..', double slashes and the final slash");
        }

        return null;
    }

    /// <summary>Why nothing of a job's may be at this normalised path, or null.</summary>
    internal static Refusal? RefusePlace(string value)
    {
        if (value == "/")
        {
            return new Refusal("is the root of the container", "name a directory below it, such as /outputs");
        }

        if (EngineFiles.Contains(value, StringComparer.Ordinal))
        {
            return new Refusal("is written by the container engine", "choose another path");
        }

        string? tree = Array.Find(KernelTrees, tree => value == tree || value.StartsWith(tree + "/", StringComparison.Ordinal));
        return tree is null
            ? null
            : new Refusal($"lies in {tree}, which belongs to the kernel", "choose another directory, such as /outputs");
    }
}
