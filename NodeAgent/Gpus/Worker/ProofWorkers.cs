using DePin.Benchmark.Proof.Transcripts;

namespace DePin.NodeAgent.Gpus.Worker;

/// <summary>
/// This machine's GPUs as provers. Each proof has a worker of its own, so that several GPUs are challenged at one moment, and what a driver
/// does to one of them is over with that worker. On one GPU there is one proof at a time, and none beside a worker that could not be
/// killed.
/// </summary>
internal sealed class ProofWorkers(WorkerStart start, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _busy = [];
    private readonly Dictionary<string, WorkerProcess> _stuck = [];

    /// <summary>Starts nothing yet.</summary>
    /// <param name="gpu">UUID of the GPU that is to prove.</param>
    /// <param name="challenge">Within its limits.</param>
    public ProofWorker Begin(string gpu, SignedChallenge challenge) => new(this, start, gpu, challenge, time);

    /// <summary>Makes a GPU one proof's own, until it is released.</summary>
    /// <returns>Why it cannot be; null when it is.</returns>
    internal ProofStep.Failed? Claim(string gpu)
    {
        lock (_gate)
        {
            if (_stuck.TryGetValue(gpu, out WorkerProcess? worker) && !worker.HasExited)
            {
                return new ProofStep.Failed(WorkerFindings.Stuck(worker.Id));
            }

            _stuck.Remove(gpu);
            return _busy.Add(gpu) ? null : new ProofStep.Failed(WorkerFindings.Busy(gpu));
        }
    }

    /// <param name="worker">The proof's, at its end; null where none was started.</param>
    internal void Release(string gpu, WorkerProcess? worker)
    {
        lock (_gate)
        {
            _busy.Remove(gpu);
            if (worker is { IsStuck: true })
            {
                _stuck[gpu] = worker;
            }
        }
    }
}
