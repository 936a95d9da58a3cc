using DePin.Attestation.Json;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using DePin.Attestation;
using DePin.Protocol.Jobs;
using DePin.Protocol.Jobs.Fields;

namespace DePin.NodeAgent.Configuration;

/// <summary>The kinds of value a configuration has and a job file has not.</summary>
internal static partial class NodeOptionsKinds
{
    /// <summary>sockaddr_un holds 108 bytes with a closing null, and the socket is made under a name four bytes longer.</summary>
    private const int MaxSocketPathBytes = 103;

    private const int MaxPathBytes = 4000;
    private const int MaxRegistries = 64;

    /// <summary>An address looks like a hexadecimal number to YAML and needs no quotes for that.</summary>
    private static readonly string[] _numberToo = ["integer"];

    public static readonly TextKind<Uri> WebAddress = new("a web address", "https://scheduler.example", ReadUrl, url => url.ToString());

    public static readonly TextKind<Address> Account =
        new("an address", "0x and 40 hexadecimal digits", ReadAddress, address => address.ToString()) { OtherTypes = _numberToo };

    public static readonly TextKind<long> ChainId =
        new("a chain's number", "1", ReadChainId, id => id.ToString(CultureInfo.InvariantCulture)) { OtherTypes = _numberToo };

    public static readonly TextKind<string> Path = new("an absolute path", "/var/lib/depin-node", ReadPath, path => path);

    public static readonly TextKind<string> SocketPath = new("an absolute path", "/run/depin-node/api.sock", ReadSocketPath, path => path);

    public static readonly TextKind<string> Credential = new("a credential's name", "depin-node-key", ReadCredential, name => name);

    public static readonly TextKind<CpuCores> Cores = new("a number of cores", "0.5 or 500m", CpuCores.Read, cores => cores.ToString())
    {
        OtherTypes = ["number"],
        Range = new(default, JobLimits.MaxCpu),
    };

    public static readonly ListKind<string> Registries = new(
        new TextKind<string>("a registry's host", "registry.lan:5000", ReadRegistry, text => text), "[registry.lan:5000]", MaxRegistries,
        isSet: true);

    public static readonly ChoiceKind<bool> Flag = new(new("true", true), new("false", false));

    public static readonly ChoiceKind<ContainerRuntime> Runtime = new(
        new("runc", ContainerRuntime.Runc), new("runsc", ContainerRuntime.Runsc));

    public static readonly ChoiceKind<LogLevel> Level = new(
        new("trace", LogLevel.Trace), new("debug", LogLevel.Debug), new("information", LogLevel.Information),
        new("warning", LogLevel.Warning), new("error", LogLevel.Error), new("critical", LogLevel.Critical));

    private static Refusal? ReadRegistry(ReadOnlySpan<char> text, out string value)
    {
        value = text.ToString();
        return ImageReference.TryParse($"{value}/x", out ImageReference? image) && image.Registry == value
            ? null
            : new Refusal("is not a registry's host", "write its name or address as image references have it, such as registry.lan:5000");
    }

    private static Refusal? ReadUrl(ReadOnlySpan<char> text, out Uri value)
    {
        value = null!;
        if (!Uri.TryCreate(text.ToString(), UriKind.Absolute, out Uri? url) || url is not { Scheme: "http" or "https", Host.Length: > 0 })
        {
            return new Refusal("is not a web address", "write https:// and the scheduler's name, such as https://scheduler.example");
        }

        value = url;
        return (url.UserInfo.Length, url.PathAndQuery + url.Fragment) switch
        {
            ( > 0, _) => new Refusal("names a user", "remove what stands before the @: this node logs in with its key"),
            (_, not "/") => new Refusal("goes on after the host", "end it after host and port: the scheduler's paths begin at its root"),
            _ => null,
        };
    }

    private static Refusal? ReadAddress(ReadOnlySpan<char> text, out Address value) => !Address.TryParse(text, null, out value)
        ? new Refusal("is not an address", "write 0x and 40 hexadecimal digits")
        : value == default ? new Refusal("is the zero address, which nobody owns", "write the address of an account of yours") : null;

    private static Refusal? ReadChainId(ReadOnlySpan<char> text, out long value) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value is > 0 and <= CanonicalJson.MaxExactInteger
            ? null
            : new Refusal("is not a chain's number", $"write a whole number from 1 to {CanonicalJson.MaxExactInteger}");

    private static Refusal? ReadPath(ReadOnlySpan<char> text, out string value)
    {
        value = text.ToString();
        if (!value.StartsWith('/'))
        {
            return new Refusal("is not an absolute path", "begin it with /: services start in no directory of yours");
        }

        string[] steps = value.Split('/');
        if (steps.Contains("..") || value.Contains('\0', StringComparison.Ordinal) || steps.All(step => step is "" or "."))
        {
            return new Refusal("is not a plain path", "name the directory or file itself, without .. in it");
        }

        if (Encoding.UTF8.GetByteCount(value) > MaxPathBytes)
        {
            return new Refusal($"is longer than {MaxPathBytes} bytes", "choose a shorter one");
        }

        value = value.TrimEnd('/');
        return null;
    }

    private static Refusal? ReadSocketPath(ReadOnlySpan<char> text, out string value) =>
        ReadPath(text, out value) is { } refusal ? refusal
        : Encoding.UTF8.GetByteCount(value) > MaxSocketPathBytes
            ? new Refusal($"is longer than the {MaxSocketPathBytes} bytes a socket's name may have", "choose a shorter one")
            : null;

    private static Refusal? ReadCredential(ReadOnlySpan<char> text, out string value)
    {
        value = text.ToString();
        return CredentialForm().IsMatch(value)
            ? null
            : new Refusal("is not a credential's name", "write the name given to LoadCredential=, letters, digits, '.', '_' and '-'");
    }

    [GeneratedRegex(@"^[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}\z", RegexOptions.CultureInvariant)]
    private static partial Regex CredentialForm();
}
