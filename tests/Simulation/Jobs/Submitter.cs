using System.Text.Json;
using DePin.Protocol;
using DePin.Protocol.Wire;
using DePin.Simulation.Network;
using DePin.Simulation.Scheduling;

namespace DePin.Simulation.Jobs;

/// <summary>Sends the planned jobs until each has been taken, under one idempotency key, and cancels some.</summary>
internal sealed class Submitter(World world)
{
    private readonly Link _link = new();
    private readonly Dictionary<int, JobId> _taken = [];
    private readonly HashSet<int> _cancelled = [];

    /// <summary>The job each plan became, as the scheduler said.</summary>
    public IReadOnlyDictionary<int, JobId> Taken => _taken;

    /// <summary>All is sent and cancelled that should be.</summary>
    public bool IsDone => world.Scenario.Jobs.All(
        job => _taken.ContainsKey(job.Number) && (job.CancelAt is null || _cancelled.Contains(job.Number)));

    public void Begin()
    {
        foreach (PlannedJob job in world.Scenario.Jobs)
        {
            world.Clockwork.After(job.SubmitAt, () => Submit(job));
            if (job.CancelAt is { } at)
            {
                world.Clockwork.After(at, () => Cancel(job));
            }
        }
    }

    private void Submit(PlannedJob job)
    {
        WireCall call = new("POST", Routes.Jobs, "", job.Spec.ToCanonicalJson())
        {
            ContentType = "application/json",
            IdempotencyKey = $"key-{job.Number}",
        };
        Call(
            call,
            () => _taken.ContainsKey(job.Number),
            answer =>
            {
                JobId id = JsonSerializer.Deserialize(answer.Body, WireJson.Default.JobView)!.Id;
                if (!_taken.TryAdd(job.Number, id) && _taken[job.Number] != id)
                {
                    world.Fail("submitted once", $"{job.Name} is {_taken[job.Number]} and {id}");
                }
            });
    }

    private void Cancel(PlannedJob job)
    {
        if (_taken.TryGetValue(job.Number, out JobId id))
        {
            Call(new WireCall("DELETE", Routes.Job(id), "", []), () => _cancelled.Contains(job.Number), _ => _cancelled.Add(job.Number));
        }
        else
        {
            world.Clockwork.After(TimeSpan.FromSeconds(5), () => Cancel(job));
        }
    }

    /// <summary>Again and again, until one is answered.</summary>
    private void Call(WireCall call, Func<bool> done, Action<WireAnswer> taken)
    {
        if (done())
        {
            return;
        }

        WireCall authorized = call with { Authorization = $"Bearer {Template.SubmitterToken}" };
        world.Network.Send(
            "submitter",
            _link,
            authorized,
            answer =>
            {
                if (answer.IsSuccess)
                {
                    taken(answer);
                }
                else if (answer.Status < 500)
                {
                    string problem = System.Text.Encoding.UTF8.GetString(answer.Body);
                    world.Fail("the submitter is served", $"{call.Method} {call.Path}: {answer.Status} {problem}");
                }
            },
            _ => { });
        world.Clockwork.After(TimeSpan.FromSeconds(3), () => Call(call, done, taken));
    }
}
