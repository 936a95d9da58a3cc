using System.CommandLine;
using DePin.Protocol;
using DePin.Protocol.Wire;
using DePin.Scheduler.Client;

namespace DePin.Scheduler.Cli.Jobs;

/// <summary><c>job why JOB</c>.</summary>
internal sealed class JobWhyCommand : ClientCommand
{
    private readonly Argument<string> _job = JobArgument.Create();

    public JobWhyCommand(CliEnvironment environment)
        : base("why", "Say why a job waits, the smallest change that would place it, and how its attempts ended.", environment)
    {
        Add(_job);
        AddCommonOptions();
    }

    protected override async Task<ExitCode> RunAsync(SchedulerClient client, CliOutput output, ParseResult parse, CancellationToken token)
    {
        JobId id = await new JobFinder(client).FindAsync(parse.GetRequiredValue(_job), token);
        WhyView why = await client.WhyAsync(id, token);
        if (output.Json)
        {
            output.Value(why, WireJson.Default.WhyView);
            return ExitCode.Ok;
        }

        output.Line(why.Summary);
        if (why.Constraints.Count > 0)
        {
            TextTable table = new("CONSTRAINT", "NODES FAILING", "REMEDY");
            foreach (WhyConstraint constraint in why.Constraints)
            {
                table.Add(constraint.Constraint, $"{constraint.NodesFailing} of {why.Nodes}", constraint.Remedy);
            }

            output.Table(table);
        }

        VerdictText.Write(output, why.Ended);

        return ExitCode.Ok;
    }
}
