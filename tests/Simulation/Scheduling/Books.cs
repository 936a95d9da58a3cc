using DePin.Attestation;
using DePin.NodeAgent.Containers;
using DePin.Protocol;
using DePin.Protocol.Wire;
using DePin.Scheduler.Store;

namespace DePin.Simulation.Scheduling;

/// <summary>What the scheduler made durable, write by write, beside its store: whatever was ever in here must be there.</summary>
internal sealed class Books
{
    public Dictionary<JobId, JobRow> Jobs { get; } = [];

    public Dictionary<AttemptId, AttemptRow> Attempts { get; } = [];

    /// <summary>The attempt whose container has this name.</summary>
    public Dictionary<ContainerName, AttemptRow> ByContainer { get; } = [];

    public Dictionary<Address, BootRow> Boots { get; } = [];

    public List<LedgerRow> Ledger { get; } = [];

    public Dictionary<AttemptId, AttestationRow> Attestations { get; } = [];

    public List<EquivocationRow> Equivocations { get; } = [];

    /// <summary>Grows with every write.</summary>
    public int Version { get; private set; }

    /// <summary>The first write that no honest history has; null while there was none.</summary>
    public string? Wrong { get; private set; }

    public void Enter(StoreWrite write)
    {
        Version++;
        switch (write)
        {
            case StoreWrite.InsertJob(var job):
                bool first = Jobs.Values.All(it => it.Spec.Name != job.Spec.Name);
                Require(Jobs.TryAdd(job.Id, job) && first, $"job {job.Spec.Name} twice");
                break;
            case StoreWrite.SaveJob(var job):
                Require(Jobs[job.Id].Status is not JobStatus.Finished, $"job {job.Spec.Name} changes after its end");
                Require(Jobs[job.Id].Epoch <= job.Epoch, $"the epoch of job {job.Spec.Name} falls to {job.Epoch}");
                Jobs[job.Id] = job;
                break;
            case StoreWrite.InsertAttempt(var attempt):
                Require(Attempts.TryAdd(attempt.Id, attempt), $"attempt {attempt.Id.Short} twice");
                ByContainer[ContainerName.Of(attempt.Id, attempt.Epoch)] = attempt;
                break;
            case StoreWrite.SaveAttempt(var attempt):
                Require(Attempts[attempt.Id].End is null, $"attempt {attempt.Id.Short} changes after its end");
                Require(Attempts[attempt.Id].Phase <= attempt.Phase, $"attempt {attempt.Id.Short} goes back to {attempt.Phase}");
                Attempts[attempt.Id] = attempt;
                break;
            case StoreWrite.SaveBoot(var boot):
                Boots[boot.Node] = boot;
                break;
            case StoreWrite.InsertAttestation(var row):
                Require(Attestations.TryAdd(row.Attempt, row), $"attempt {row.Attempt.Short} is attested twice");
                break;
            case StoreWrite.InsertEquivocation(var row):
                Equivocations.Add(row);
                break;
            case StoreWrite.Pay(var row):
                Ledger.Add(row);
                break;
        }
    }

    private void Require(bool holds, string otherwise) => Wrong ??= holds ? null : otherwise;
}
