using DePin.Attestation.Envelopes;
using DePin.Attestation.Messages;
using DePin.EndToEnd.Product;
using DePin.Protocol.Wire;

namespace DePin.EndToEnd;

/// <summary>What an owner may do to a journal: delete it, or put an old copy back.</summary>
[NonParallelizable]
internal sealed class JournalTests
{
    private static readonly TimeSpan _bound = TimeSpan.FromSeconds(120);

    [Test]
    [CancelAfter(360_000)]
    public async Task A_journal_put_back_from_a_copy_is_set_aside_and_the_running_job_goes_on_to_be_attested(CancellationToken token)
    {
        await using Deployment depin = await Deployment.StartAsync(liveRestore: false, token);
        await DoneAsync(depin, token);
        await depin.Node.StopAsync(token);
        string journal = Path.Combine(depin.NodeState, "journal.db");
        byte[] copy = await File.ReadAllBytesAsync(journal, token);
        await depin.StartNodeAsync(token);
        AttestationEnvelope second = await DoneAsync(depin, token);
        JobView running = await depin.SubmitAsync(JobFile(depin.Image, 15), token);
        await depin.RunningAsync(running.Id, _bound, token);

        await depin.Node.KillAsync(token);
        foreach (string file in Directory.GetFiles(depin.NodeState, "journal.db*"))
        {
            File.Delete(file);
        }

        await File.WriteAllBytesAsync(journal, copy, token);
        await depin.StartNodeAsync(token);
        running = await depin.FinishedAsync(running.Id, _bound, token);

        Assert.That(Directory.GetFiles(depin.NodeState, "journal.db.stale-*"), Is.Not.Empty, "the copy is kept");
        Assert.That(running.State, Is.InstanceOf<JobState.Finished>().With.Property("Outcome").EqualTo(Outcome.Succeeded));
        Assert.That(running.Attempts, Has.Count.EqualTo(1), "its container was adopted");
        AttestationEnvelope third = (await depin.Api.AttestationsAsync(running.Id, token)).Single();
        Assert.That(third.Message.Sequence, Is.GreaterThan(second.Message.Sequence + 1), "no sequence that may have been signed");
        Assert.That(third.Message.Previous, Is.EqualTo(second.Digest()));
        Assert.That(AttestationVerifier.Verify(third).IsValid, Is.True);
    }

    private static async Task<AttestationEnvelope> DoneAsync(Deployment depin, CancellationToken token)
    {
        JobView job = await depin.SubmitAsync(JobFile(depin.Image, 1), token);
        job = await depin.FinishedAsync(job.Id, _bound, token);
        Assert.That(job.State, Is.InstanceOf<JobState.Finished>().With.Property("Outcome").EqualTo(Outcome.Succeeded));
        return (await depin.Api.AttestationsAsync(job.Id, token)).Single();
    }

    private static string JobFile(string image, int seconds) =>
        $$"""
        version: depin/v1
        name: sleeper
        image: {{image}}
        command: [sh, -c, "echo here; sleep {{seconds}}; echo gone"]
        resources: { cpu: 0.5, memory: 64MiB, disk: 64MiB }
        timeout: 5m
        """;
}
