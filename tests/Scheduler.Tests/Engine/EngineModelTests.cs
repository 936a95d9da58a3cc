using DePin.Attestation;
using DePin.Attestation.Messages;
using DePin.Protocol;
using DePin.Protocol.Wire;
using DePin.Scheduler.Engine;
using DePin.Scheduler.Store;

namespace DePin.Scheduler.Tests.Engine;

/// <summary>
/// Random lives of a small fleet against the real core and the real store: nodes vanish, return, lose their journal and attest late, jobs
/// are
/// cancelled, the scheduler dies. Whatever happens, the invariants hold after every step, and in the end every job has ended.
/// </summary>
internal sealed class EngineModelTests
{
    private const int Steps = 150;
    private const int NodeCount = 4;
    private const int Cores = 4;

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    [TestCase(4)]
    [TestCase(5)]
    [TestCase(6)]
    [TestCase(7)]
    [TestCase(8)]
    public void The_invariants_hold_through_a_random_life(int seed)
    {
        using TemporaryDirectory directory = new();
        using SqliteStore store = SqliteStore.Open(directory.File("s.db"));
        EngineBench bench = new(store);
        Random random = new(seed);
        BenchNode[] nodes = [.. Enumerable.Range(1, NodeCount).Select(number => new BenchNode(bench, number, Capacities.Of(cores: Cores)))];
        List<JobId> jobs = [];
        for (int step = 0; step < Steps; step++)
        {
            Step(bench, random, nodes, jobs);
            CheckInvariants(bench, $"seed {seed}, step {step}");
        }

        Settle(bench, nodes);
        Assert.That(jobs, Has.Count.GreaterThan(10), "the generator must submit");
        Assert.That(bench.Core.State.Jobs, Is.Empty, $"seed {seed}: when all faults are over, every job ends");
        Assert.That(jobs.Select(job => bench.Stored(job).Status), Is.All.InstanceOf<JobStatus.Finished>());
    }

    private static void Step(EngineBench bench, Random random, BenchNode[] nodes, List<JobId> jobs)
    {
        BenchNode node = nodes[random.Next(nodes.Length)];
        switch (random.Next(20))
        {
            case < 5:
                jobs.Add(bench.Submit(Specs.Wanting(random.Next(1, Cores + 1)) with { Retries = random.Next(3) }));
                break;
            case < 12:
                node.Sync();
                break;
            case < 15:
                Attest(random, node);
                break;
            case 15 when jobs.Count > 0:
                bench.Ask(new EngineRequest.Cancel(jobs[random.Next(jobs.Count)], "enough"));
                break;
            case 16:
                node.LoseJournal();
                break;
            case 17:
                RestartKeepsEverything(bench);
                break;
            case 18:
                bench.Pass(TimeSpan.FromSeconds(random.Next(1, 150)));
                break;
            default:
                bench.Pass(TimeSpan.FromSeconds(random.Next(1, 10)));
                break;
        }

        foreach (BenchNode other in nodes)
        {
            other.TakeReply();
        }
    }

    private static void Attest(Random random, BenchNode node)
    {
        if (node.Leases.Count == 0)
        {
            return;
        }

        Lease lease = node.Leases[random.Next(node.Leases.Count)];
        Outcome outcome = (Outcome)random.Next(5);
        Refusal? refusal = node.Attest(lease, message =>
            message with { Outcome = outcome, ExitCode = outcome == Outcome.Succeeded ? 0 : 1 }).Refusal;
        Assert.That(refusal?.Code, Is.Null.Or.EqualTo(ProblemCode.LeaseLost));
        if (refusal is not null)
        {
            node.Leases.Remove(lease);
        }
    }

    private static void RestartKeepsEverything(EngineBench bench)
    {
        Dictionary<JobId, JobRow> before = bench.Core.State.Jobs.ToDictionary(pair => pair.Key, pair => pair.Value.Row);
        (long Number, Hash32 Hash) ledger = (bench.Core.State.LedgerNumber, bench.Core.State.LedgerHash);
        bench.Restart();
        Assert.That(bench.Core.State.Jobs.ToDictionary(pair => pair.Key, pair => pair.Value.Row), Is.EquivalentTo(before));
        Assert.That((bench.Core.State.LedgerNumber, bench.Core.State.LedgerHash), Is.EqualTo(ledger));
    }

    private static void CheckInvariants(EngineBench bench, string where)
    {
        EngineState state = bench.Core.State;
        foreach (LiveNode node in state.Nodes.Values)
        {
            Assert.That(node.Attempts.Values.Sum(attempt => attempt.Job.Requirement.CpuMillicores), Is.LessThanOrEqualTo(Cores * 1000),
                $"{where}: over-committed");
        }

        foreach (LiveJob job in state.Jobs.Values)
        {
            bool waits = job.Attempt is null || job.Attempt.Overdue;
            Assert.That(state.Pending.Contains(job.Row.Id), Is.EqualTo(waits),
                $"{where}: a job waits exactly when it has no lease that counts");
            Assert.That(job.Attempt?.Row.Epoch, Is.Null.Or.EqualTo(job.Row.Epoch), $"{where}: the live attempt has the newest epoch");
        }

        Assert.That(state.Attempts.Values.Select(attempt => attempt.Row.Job), Is.Unique, $"{where}: one lease a job");
        Assert.That(bench.Ledger.Select(row => row.Attempt), Is.Unique, $"{where}: paid once");
        Assert.That(bench.Ledger.Select(row => row.Attestation),
            Is.EqualTo(bench.Writes.OfType<StoreWrite.InsertAttestation>().Select(one => one.Attestation.Digest)),
            $"{where}: one row for each accepted attestation");
    }

    /// <summary>Every node is there, and every job succeeds at once.</summary>
    private static void Settle(EngineBench bench, BenchNode[] nodes)
    {
        for (int round = 0; round < 400 && bench.Core.State.Jobs.Count > 0; round++)
        {
            foreach (BenchNode node in nodes)
            {
                node.Sync();
                foreach (Lease lease in node.Leases.ToList())
                {
                    if (node.Attest(lease).Refusal is not null)
                    {
                        node.Leases.Remove(lease);
                    }
                }
            }

            bench.Pass(TimeSpan.FromSeconds(10));
            Array.ForEach(nodes, node => node.TakeReply());
        }
    }
}
