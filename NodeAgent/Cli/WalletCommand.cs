using System.CommandLine;
using System.Text.Json;
using DePin.Attestation;
using DePin.Attestation.Keystores;
using DePin.NodeAgent.Attesting;
using DePin.NodeAgent.Configuration;

namespace DePin.NodeAgent.Cli;

/// <summary><c>depin-node wallet</c>: the node's key and the account that is paid. A key is never overwritten and never shown.</summary>
internal static class WalletCommand
{
    private static readonly Argument<string> _file = new("FILE") { Description = "The file." };

    private static readonly Argument<string?> _account = new("ADDRESS")
    {
        Description = "The account to pay from now on. Left out: say which it is.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<string?> _passwordFile = new("--password-file")
    {
        Description = "The password of the keystore in FILE. Left out: FILE holds a key in hexadecimal.",
        HelpName = "PASSWORD",
    };

    public static Command Build(CliContext context)
    {
        Command address = new("address", "Say this node's address.") { CommonOptions.Json };
        address.SetAction((result, token) => GuardAsync(context, () => TellAsync(context, result, Open(context, result), "Opened", token)));
        Command create = new("create", "Make this node's key. One that is there stays.") { CommonOptions.Json };
        create.SetAction((result, token) => GuardAsync(context, () => CreateAsync(context, result, token)));
        Command import = new("import", "Take over a key, as another node's or a wallet's.") { _file, _passwordFile, CommonOptions.Json };
        import.SetAction((result, token) => GuardAsync(context, () => ImportAsync(context, result, token)));
        Command backup = new("backup", "Copy the key's file, still under its password, to FILE (mode 600).") { _file };
        backup.SetAction((result, token) => GuardAsync(context, () => BackUpAsync(context, result, token)));
        Command beneficiary = new("beneficiary", "Say or change who is paid.") { _account, CommonOptions.Json };
        beneficiary.SetAction((result, token) => GuardAsync(context, () => PayAsync(context, result, token)));
        return new Command("wallet", "The node's key and the account that is paid.") { address, create, import, backup, beneficiary };
    }

    private static async Task<int> GuardAsync(CliContext context, Func<Task<ExitCode>> verb)
    {
        try
        {
            return (int)await verb();
        }
        catch (KeyFileException problem)
        {
            return (int)await context.FailAsync(ExitCode.KeyUnusable, $"{problem.Message.TrimEnd('.')}.");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return (int)await context.FailAsync(ExitCode.KeyUnusable, $"{problem.Message.TrimEnd('.')}. Does 'sudo' help?");
        }
    }

    private static NodeOptions Options(CliContext context, ParseResult result) =>
        ConfigurationFile.Find(result.GetValue(CommonOptions.Config), context.Environment).Require(context.Environment);

    private static PrivateKey Open(CliContext context, ParseResult result)
    {
        KeySource source = Options(context, result).Key;
        return File.Exists(source.Path)
            ? NodeKey.Read(source)
            : throw new FileNotFoundException($"There is no key at {source.Path} yet: 'depin-node wallet create' makes one");
    }

    private static async Task<ExitCode> CreateAsync(CliContext context, ParseResult result, CancellationToken token)
    {
        KeySource source = Options(context, result).Key;
        string what = File.Exists(source.Path) ? "There already" : "Made";
        return await TellAsync(context, result, NodeKey.Open(source), what, token);
    }

    private static async Task<ExitCode> ImportAsync(CliContext context, ParseResult result, CancellationToken token)
    {
        string file = result.GetValue(_file)!;
        PrivateKey key = result.GetValue(_passwordFile) is { } password
            ? Keystore.Read(file, PasswordFile.Read(password))
            : RawKeyFile.Read(file);
        NodeKey.Write(Options(context, result).Key, key);
        return await TellAsync(context, result, key, "Took over", token);
    }

    private static async Task<ExitCode> BackUpAsync(CliContext context, ParseResult result, CancellationToken token)
    {
        KeySource source = Options(context, result).Key;
        string to = result.GetValue(_file)!;
        if (source is KeySource.RawFile)
        {
            return await context.FailAsync(
                ExitCode.KeyUnusable,
                $"{source.Path} holds the key without a password, and a copy of it is the key. Copy it yourself if you mean that.");
        }

        byte[] content = await File.ReadAllBytesAsync(source.Path, token);
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly.FileMode };
        using (FileStream stream = new(to, options))
        {
            stream.Write(content);
            stream.Flush(flushToDisk: true);
        }

        await context.Text.WriteLineAsync(
            $"Copied {source.Path} to {to}. It opens only with its password: keep that in another place.".AsMemory(), token);
        return ExitCode.Ok;
    }

    private static async Task<ExitCode> PayAsync(CliContext context, ParseResult result, CancellationToken token)
    {
        ConfigurationFile file = ConfigurationFile.Find(result.GetValue(CommonOptions.Config), context.Environment);
        NodeOptions options = file.Require(context.Environment);
        if (result.GetValue(_account) is not { } account)
        {
            await SayAsync(context, result, new WalletView(options.Beneficiary, null), $"{options.Beneficiary} is paid.", token);
            return ExitCode.Ok;
        }

        ConfigurationText text = ConfigurationText.Open(file.Path);
        text.SetText("beneficiary", account);
        if (text.Read(context.Environment) is not NodeOptionsResult.Valid { Options.Beneficiary: var paid })
        {
            throw new ConfigurationException(((NodeOptionsResult.Invalid)text.Read(context.Environment)).Errors);
        }

        await text.SaveAsync(token);
        await SayAsync(
            context, result, new WalletView(paid, null),
            $"{paid} is paid once the service is restarted: 'systemctl restart depin-node'; running jobs go on.", token);
        return ExitCode.Ok;
    }

    private static async Task<ExitCode> TellAsync(
        CliContext context, ParseResult result, PrivateKey key, string what, CancellationToken token)
    {
        using (key)
        {
            string path = Options(context, result).Key.Path;
            await SayAsync(context, result, new WalletView(key.Address, path), $"{what}: {path}. This node is {key.Address}.", token);
            return ExitCode.Ok;
        }
    }

    private static async Task SayAsync(CliContext context, ParseResult result, WalletView view, string text, CancellationToken token) =>
        await context.Text.WriteLineAsync(
            (result.GetValue(CommonOptions.Json) ? JsonSerializer.Serialize(view, CliJson.Default.WalletView) : text).AsMemory(), token);
}
