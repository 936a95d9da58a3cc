using System.Diagnostics;
using DePin.Protocol.Jobs;

namespace DePin.NodeAgent.Attempts;

/// <summary>Fetches a job's inputs into the spool: all of them together no more than the job's disk.</summary>
internal sealed class InputFetch(Workbench bench)
{
    /// <returns>Null when every input is there.</returns>
    public async Task<Incident?> FetchAsync(Attempt attempt, CancellationToken token)
    {
        var content = new ContentFetch(
            bench,
            Step.FetchInput,
            (hash, offset, it) => bench.Scheduler.ReadInputAsync(attempt.Id, attempt.Lease.Epoch, hash, offset, it));
        long room = attempt.Lease.Spec.Resources.Disk.Bytes;
        foreach ((ContainerPath path, ContentHash hash) in attempt.Lease.Spec.Inputs)
        {
            string file = bench.Spools.InputFile(attempt.Id, hash);
            FetchOutcome outcome = await content.FetchAsync(attempt.Id, hash, file, room, token);
            if (WhatBefell(attempt, path, outcome) is { } incident)
            {
                return incident;
            }

            room -= new FileInfo(file).Length;
        }

        return null;
    }

    private static Incident? WhatBefell(Attempt attempt, ContainerPath path, FetchOutcome outcome) => outcome switch
    {
        FetchOutcome.Fetched => null,
        FetchOutcome.TooLarge =>
            new Incident.InputTooLarge(path, $"the inputs are larger than resources.disk, {attempt.Lease.Spec.Resources.Disk}"),
        FetchOutcome.Missing { Detail: var detail } => new Incident.InputMissing(path, detail),
        FetchOutcome.Damaged { Detail: var detail } => new Incident.InputCorrupt(path, detail),
        _ => throw new UnreachableException(),
    };
}
