using DePin.Attestation;
using DePin.Scheduler.Server;

// Stands in until the command line is here: serve --listen URL --state DIR [--chain-id N] [--verifying-contract ADDRESS].
SchedulerOptions options = new();
for (int i = 1; i + 1 < args.Length; i += 2)
{
    switch (args[i])
    {
        case "--listen": options.Listen = [args[i + 1]]; break;
        case "--state": options.StateDirectory = args[i + 1]; break;
        case "--chain-id": options.ChainId = ulong.Parse(args[i + 1], System.Globalization.CultureInfo.InvariantCulture); break;
        case "--verifying-contract": options.VerifyingContract = Address.Parse(args[i + 1]); break;
        default: Console.Error.WriteLine($"unknown option {args[i]}"); return 2;
    }
}

try
{
    await SchedulerServer.RunAsync(options, CancellationToken.None);
    return 0;
}
catch (CannotStartException refusal)
{
    Console.Error.WriteLine(refusal.Message);
    return 2;
}
