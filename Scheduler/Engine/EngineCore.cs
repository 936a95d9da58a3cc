using DePin.Protocol;
using DePin.Protocol.Wire;
using DePin.Scheduler.Checkpoints;
using DePin.Scheduler.Store;

namespace DePin.Scheduler.Engine;

/// <summary>
/// The engine without its threads: (state, request, now) → what must become durable, and what may be said then. No I/O, no clock, no
/// randomness; the same requests at the same instants give the same decisions. Owned by one thread.
/// </summary>
internal sealed class EngineCore(EngineState state)
{
    public EngineState State { get; } = state;

    public Decision Decide(EngineRequest request, Instant now)
    {
        Turn turn = new(State, now, new Decision());
        Silence.Pass(turn);
        Dispatch(turn, request);
        foreach (LiveNode node in turn.Decision.Touched)
        {
            turn.Decision.Write(new StoreWrite.SaveBoot(node.Boot!));
            if (node.Commands.Count > 0)
            {
                Syncing.Answer(turn, node);
            }
        }

        return turn.Decision;
    }

    private static void Dispatch(Turn turn, EngineRequest request)
    {
        switch (request)
        {
            case EngineRequest.Sync sync:
                Syncing.Sync(turn, sync);
                break;
            case EngineRequest.Events events:
                Answer(turn, events, NodeEvents.Take(turn, events));
                break;
            case EngineRequest.Submit submit:
                Answer(turn, submit, Submitting.Submit(turn, submit.Job));
                break;
            case EngineRequest.Cancel cancel:
                Answer(turn, cancel, Submitting.Cancel(turn, cancel));
                break;
            case EngineRequest.CheckLease check:
                Answer(turn, check, Check(turn, check.Key));
                break;
            case EngineRequest.RecordArtifact artifact:
                Answer(turn, artifact, Delivering.Record(turn, artifact));
                break;
            case EngineRequest.RecordCheckpoint checkpoint:
                Answer(turn, checkpoint, Checkpointing.Record(turn, checkpoint));
                break;
            case EngineRequest.Attest attest:
                Answer(turn, attest, Attesting.Accept(turn, attest));
                break;
            case EngineRequest.ShowJobs show:
                Answer(turn, show, ShowJobs(turn, show));
                break;
            case EngineRequest.ExplainJob explain:
                Answer(turn, explain, turn.State.Jobs.TryGetValue(explain.Job, out LiveJob? job) ? turn.Explain(job) : (WhyView?)null);
                break;
            case EngineRequest.ShowNodes show:
                Answer(turn, show, Operating.Show(turn, show.Only));
                break;
            case EngineRequest.Drain drain:
                Answer(turn, drain, Operating.Drain(turn, drain));
                break;
            case EngineRequest.Record record:
                foreach (StoreWrite write in record.Writes)
                {
                    turn.Decision.Write(write);
                }

                Answer(turn, record, true);
                break;
            case EngineRequest.Tick tick:
                Answer(turn, tick, true);
                break;
            case EngineRequest.Stop stop:
                turn.State.Stopping = true;
                foreach (LiveNode node in turn.State.Nodes.Values)
                {
                    Syncing.Answer(turn, node);
                }

                Answer(turn, stop, true);
                break;
            default:
                Auditing.Decide(turn, request);
                break;
        }
    }

    private static void Answer<T>(Turn turn, EngineRequest.Asking<T> request, Answer<T> answer) =>
        turn.Decision.Deliver(request.Ticket, answer);

    private static Answer<LeaseView> Check(Turn turn, LeaseKey key) =>
        Attesting.Held(turn, key).TryGet(out LiveAttempt? attempt, out Refusal? refusal)
            ? new LeaseView(attempt.Job.Row, attempt.Row, [.. attempt.Artifacts.Values])
            : refusal;

    private static Answer<IReadOnlyDictionary<JobId, JobView>> ShowJobs(Turn turn, EngineRequest.ShowJobs request)
    {
        Dictionary<JobId, JobView> views = [];
        foreach (JobId id in request.Jobs)
        {
            if (turn.State.Jobs.TryGetValue(id, out LiveJob? job))
            {
                views[id] = Views.Job(turn, job);
            }
        }

        return Engine.Answer<IReadOnlyDictionary<JobId, JobView>>.Of(views);
    }
}
