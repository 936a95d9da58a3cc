using DePin.NodeAgent.Cli;

using Interruption interruption = new();
return (int)await NodeCommandLine.InvokeAsync(args, CliContext.ForProcess(), interruption.Token);
