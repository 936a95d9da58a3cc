using DePin.Protocol.Jobs.Documents;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Configuration;

/// <summary>Rules that join several keys, and what follows from keys that are left out.</summary>
internal static class NodeOptionsRules
{
    public const int MaxJobs = WireLimits.LeasesPerNode;

    public const int MaxSandboxes = 64;

    public static void Check(NodeDocument document, SpecNode root, ErrorLog errors)
    {
        SchedulerEndpoint scheduler = document.Scheduler;
        if (scheduler.Url is { Scheme: "http", IsLoopback: false } url && !scheduler.AllowHttp && !errors.Touches("scheduler"))
        {
            Report(
                "scheduler.url", url.ToString(), "is plain http, which others on the way can read and alter",
                "write https://, or set scheduler.allowHttp: true");
        }

        if (errors.Touches("key"))
        {
            return;
        }

        KeyDocument key = document.Key;
        if (key.Plain && (key.PasswordFile ?? key.PasswordCredential) is { } password)
        {
            Report(
                "key.plain", "true", $"keeps the key without a password, and '{password}' names one",
                "remove plain, or the password's key");
        }
        else if (key is { PasswordFile: not null, PasswordCredential: not null })
        {
            Report(
                "key.passwordFile", key.PasswordFile, "is one of two sources of the same password",
                "keep passwordFile or passwordCredential");
        }

        if (document.Socket == document.Containers.Socket && !errors.Touches("socket") && !errors.Touches("containers"))
        {
            Report("socket", document.Socket, "is the container engine's socket", "give this node's socket a name of its own");
        }

        void Report(string at, string value, string message, string remedy) =>
            errors.Add(NodeSearch.At(root, at), at, value, message, remedy);
    }

    public static NodeOptions Complete(NodeDocument document) => new()
    {
        Scheduler = document.Scheduler,
        Beneficiary = document.Beneficiary,
        StateDirectory = document.StateDirectory,
        Socket = document.Socket,
        Key = Key(document),
        Offer = document.Offer,
        Containers = document.Containers,
        Gpus = document.Gpus,
        LogLevel = document.LogLevel,
    };

    private static KeySource Key(NodeDocument document)
    {
        string path = document.Key.File ?? Path.Combine(document.StateDirectory, KeySource.DefaultFileName);
        return document.Key.Plain
            ? new KeySource.RawFile { Path = path }
            : new KeySource.Keystore { Path = path, Password = Password(document.Key) };
    }

    private static PasswordSource Password(KeyDocument key) => key.PasswordFile is { } file
        ? new PasswordSource.File(file)
        : new PasswordSource.Credential(key.PasswordCredential ?? PasswordSource.DefaultCredential);
}
