using System.CommandLine;

namespace DePin.NodeAgent.Cli;

/// <summary>Options that several verbs take.</summary>
internal static class CommonOptions
{
    public static readonly Option<string?> Config = new("--config")
    {
        Description = "The configuration file. Default: $DEPIN_NODE_CONFIG, then /etc/depin/node.yaml.",
        HelpName = "FILE",
        Recursive = true,
    };

    public static readonly Option<string?> Socket = new("--socket")
    {
        Description = "The service's socket. Default: $DEPIN_NODE_SOCKET, then the configuration's.",
        HelpName = "PATH",
    };

    public static readonly Option<bool> Json = new("--json") { Description = "Answer in JSON." };
}
