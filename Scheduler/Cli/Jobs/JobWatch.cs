using System.Runtime.CompilerServices;
using DePin.Protocol;
using DePin.Protocol.Wire;
using DePin.Scheduler.Client;

namespace DePin.Scheduler.Cli.Jobs;

/// <summary>Looks at a job until it has finished, often at first and after each change, more seldom while nothing happens.</summary>
internal sealed class JobWatch(SchedulerClient client)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    /// <summary>The job now, and again at each change of its state; the last one is finished.</summary>
    public async IAsyncEnumerable<JobView> ChangesAsync(JobId job, [EnumeratorCancellation] CancellationToken token)
    {
        JobView? last = null;
        TimeSpan pause = Shortest;
        while (true)
        {
            JobView view = await client.JobAsync(job, token);
            if (view.State != last?.State || view.Attempts.Count != last.Attempts.Count)
            {
                pause = Shortest;
                last = view;
                yield return view;
            }

            if (view.IsFinished())
            {
                yield break;
            }

            await Task.Delay(pause, client.Transport.Time, token);
            pause = pause * 1.5 < Longest ? pause * 1.5 : Longest;
        }
    }
}
