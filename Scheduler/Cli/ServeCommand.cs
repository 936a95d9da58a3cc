using System.CommandLine;
using DePin.Attestation;
using DePin.Scheduler.Server;

namespace DePin.Scheduler.Cli;

/// <summary><c>serve</c>: the scheduler itself.</summary>
internal sealed class ServeCommand : CliCommand
{
    private readonly Option<string?> _config = new("--config")
    {
        HelpName = "FILE",
        Description = "JSON file with options, named as SchedulerOptions names them; what the command line says wins",
    };

    private readonly Option<string[]> _listen = new("--listen")
    {
        HelpName = "URL",
        Description = $"Where to listen; port 0 takes a free one. May be repeated [default: {AccountFinder.DefaultUrl}]",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string?> _state = new("--state")
    {
        HelpName = "DIR",
        Description = $"Where jobs, logs, outputs, the key and the operator's token are kept [default: {AccountFinder.DefaultState}]",
    };

    private readonly Option<string?> _certificate = new("--certificate")
    {
        HelpName = "FILE",
        Description = "PEM file of the certificate chain for https",
    };
    private readonly Option<string?> _certificateKey = new("--certificate-key")
    {
        HelpName = "FILE",
        Description = "PEM file of the certificate's key",
    };
    private readonly Option<ulong?> _chainId = new("--chain-id")
    {
        HelpName = "N",
        Description = "Chain of the reward contract [default: 31337, a local one]",
    };

    private readonly Option<Address?> _contract = new("--verifying-contract")
    {
        HelpName = "ADDRESS",
        Description = "The reward contract [default: none, the zero address]",
        CustomParser = AddressText.Parse,
    };

    public ServeCommand(CliEnvironment environment)
        : base("serve", "Run the scheduler until it is told to stop. With --json its own log is JSON, a line an entry.", environment)
    {
        Add(_config);
        Add(_listen);
        Add(_state);
        Add(_certificate);
        Add(_certificateKey);
        Add(_chainId);
        Add(_contract);
        AddCommonOptions();
    }

    protected override async Task<ExitCode> RunAsync(CliOutput output, ParseResult parse, CancellationToken token)
    {
        SchedulerOptions options = parse.GetValue(_config) is { } file ? SchedulerOptionsFile.Read(file) : new SchedulerOptions();
        Override(options, parse);
        try
        {
            await SchedulerServer.RunAsync(options, logging => Log(logging, output.Json), token);
            return ExitCode.Ok;
        }
        catch (CannotStartException refusal)
        {
            throw new CommandException(ExitCode.Usage, refusal.Message, "Put it right and start again: see serve --help.", inner: refusal);
        }
    }

    private void Override(SchedulerOptions options, ParseResult parse)
    {
        options.Listen = parse.GetValue(_listen) is { Length: > 0 } listen ? listen : options.Listen;
        string configured = options.StateDirectory.Length > 0 ? options.StateDirectory : AccountFinder.DefaultState;
        options.StateDirectory = parse.GetValue(_state) ?? configured;
        options.CertificateFile = parse.GetValue(_certificate) ?? options.CertificateFile;
        options.CertificateKeyFile = parse.GetValue(_certificateKey) ?? options.CertificateKeyFile;
        options.ChainId = parse.GetValue(_chainId) ?? options.ChainId;
        options.VerifyingContract = parse.GetValue(_contract) ?? options.VerifyingContract;
    }

    private static void Log(ILoggingBuilder logging, bool json)
    {
        if (json)
        {
            logging.AddJsonConsole();
        }
        else
        {
            logging.AddSimpleConsole(console => console.SingleLine = true);
        }
    }
}
