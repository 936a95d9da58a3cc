using DePin.NodeAgent.Gpus.Worker;

namespace DePin.NodeAgent.Proving;

/// <summary>Who answers which challenge: a GPU by its worker, and what stands in for one by the processor.</summary>
internal static class GpuProvers
{
    public static GpuProver Of(WorkerStart worker, TimeProvider time)
    {
        var workers = new WorkerProver(new ProofWorkers(worker, time));
        return (challenge, gpu, start, token) => StandIn.Is(gpu)
            ? ProcessorProver.ProveAsync(challenge, gpu, start, token)
            : workers.ProveAsync(challenge, gpu, start, token);
    }
}
