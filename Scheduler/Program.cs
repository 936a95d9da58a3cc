using DePin.Scheduler.Cli;

return await CommandTree.RunAsync(args, CliEnvironment.OfProcess(), CancellationToken.None);
