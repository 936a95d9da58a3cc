using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DePin.Scheduler.Client;
using DePin.Scheduler.Server;

namespace DePin.Scheduler.Cli;

/// <summary>
/// Finds which scheduler to call and as whom: what the command line says, else the environment, else the configuration file, else
/// this machine.
/// A token that was not given for this very call goes only to the scheduler it belongs to.
/// </summary>
internal sealed class AccountFinder(CliEnvironment environment)
{
    public const string DefaultState = "/var/lib/depin-scheduler";
    public const string OperatorTokenFile = "operator.token";
    public const string UrlVariable = "DEPIN_SCHEDULER";
    public const string TokenVariable = "DEPIN_TOKEN";

    /// <summary>Where a scheduler listens that is not told where.</summary>
    public static readonly string DefaultUrl = new SchedulerOptions().Listen[0];

    private const int MaxTokenFileBytes = 64 * 1024;
    private const UnixFileMode OthersMayRead = UnixFileMode.OtherRead;

    /// <param name="warn">Told about a token file that others may read.</param>
    /// <exception cref="CommandException">An address, file or token is wrong.</exception>
    public SchedulerAccount Find(ConnectionRequest request, Action<string> warn)
    {
        string filePath = FilePath();
        ConnectionFile file = ConnectionFile.Read(filePath) ?? new ConnectionFile();
        Uri? configured = file.Scheduler is null ? null : ParseUrl(file.Scheduler, filePath);
        Uri url = Url(request, configured);
        bool fileApplies = url == (configured ?? new Uri(DefaultUrl));
        string? authority = request.Authority ?? (fileApplies && file.Ca is not null ? Beside(filePath, file.Ca) : null);
        string? tokenFile = fileApplies && file.TokenFile is not null ? Beside(filePath, file.TokenFile) : null;
        return new SchedulerAccount(url, Token(request, url, tokenFile, warn), authority is null ? null : ReadAuthorities(authority));
    }

    private Uri Url(ConnectionRequest request, Uri? configured)
    {
        if (request.Scheduler is not null)
        {
            return ParseUrl(request.Scheduler, "--scheduler");
        }

        return environment.Variable(UrlVariable) is { } variable ? ParseUrl(variable, UrlVariable) : configured ?? new Uri(DefaultUrl);
    }

    private ApiToken? Token(ConnectionRequest request, Uri url, string? configuredFile, Action<string> warn)
    {
        if (request.TokenFile is not null)
        {
            return ReadToken(request.TokenFile, warn);
        }

        if (environment.Variable(TokenVariable) is { } variable)
        {
            return ApiToken.TryParse(variable, out ApiToken? token) ? token : throw NotAToken(TokenVariable);
        }

        if (configuredFile is not null)
        {
            return ReadToken(configuredFile, warn);
        }

        string operatorFile = Path.Combine(request.State ?? DefaultState, OperatorTokenFile);
        if (request.State is null && (!url.IsLoopback || !CanRead(operatorFile)))
        {
            return null;
        }

        return ReadToken(operatorFile, warn);
    }

    private static Uri ParseUrl(string text, string source)
    {
        const string remedy = "Give it as https://host[:port], or http://127.0.0.1:port for a scheduler on this machine.";
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? url) || url.Scheme is not ("http" or "https"))
        {
            throw new CommandException(ExitCode.Usage, $"{source}: '{text}' is not the address of a scheduler", remedy);
        }

        if (url.Query.Length > 0 || url.Fragment.Length > 0 || url.UserInfo.Length > 0)
        {
            throw new CommandException(ExitCode.Usage, $"{source}: the address has a user, query or fragment", remedy);
        }

        if (url.Scheme == "http" && !url.IsLoopback)
        {
            throw new CommandException(
                ExitCode.Usage,
                $"{source}: '{text}' is plain http to another machine, where anyone on the way reads the token",
                "Use https:// (with --ca FILE for a certificate of your own), or tunnel to 127.0.0.1.");
        }

        return url;
    }

    private ApiToken ReadToken(string path, Action<string> warn)
    {
        FileInfo file = new(path);
        if (!file.Exists)
        {
            throw new CommandException(
                ExitCode.Usage,
                $"the token file {path} does not exist",
                "Give the token with --token-file FILE or DEPIN_TOKEN.");
        }

        if (file.Length > MaxTokenFileBytes || !ApiToken.TryParse(File.ReadAllText(path), out ApiToken? token))
        {
            throw NotAToken(path);
        }

        if ((file.UnixFileMode & OthersMayRead) != 0)
        {
            warn($"warning: every user of this machine may read the token in {path}; chmod 600 it");
        }

        return token;
    }

    private static bool CanRead(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static CommandException NotAToken(string source) => new(
        ExitCode.Usage,
        $"{source} does not hold an API token",
        $"A token is one word of at most {ApiToken.MaxLength} visible characters, as 'depin-scheduler token create' shows it.");

    private static X509Certificate2Collection ReadAuthorities(string path)
    {
        X509Certificate2Collection authorities = [];
        try
        {
            authorities.ImportFromPemFile(path);
        }
        catch (CryptographicException e)
        {
            throw new CommandException(
                ExitCode.Usage,
                $"{path} is not a PEM file of certificates: {e.Message}",
                "Give the authority's certificate with --ca.");
        }

        return authorities.Count > 0
            ? authorities
            : throw new CommandException(
                ExitCode.Usage,
                $"{path} holds no certificate",
                "Give a PEM file with the authority's certificate with --ca.");
    }

    private string FilePath()
    {
        string? home = environment.Variable("HOME") is { } user ? Path.Combine(user, ".config") : null;
        home = environment.Variable("XDG_CONFIG_HOME") ?? home;
        return Path.Combine(home ?? "/nonexistent", "depin", "scheduler.json");
    }

    private static string Beside(string file, string path) => Path.Combine(Path.GetDirectoryName(file)!, path);
}
