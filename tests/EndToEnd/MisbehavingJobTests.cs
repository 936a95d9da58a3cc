using DePin.Attestation.Messages;
using DePin.EndToEnd.Product;
using DePin.Protocol.Wire;

namespace DePin.EndToEnd;

/// <summary>Jobs that misbehave, one way each and all at once, beside a well-behaved neighbour that must not notice.</summary>
[NonParallelizable]
internal sealed class MisbehavingJobTests
{
    private static readonly TimeSpan JobBound = TimeSpan.FromSeconds(180);

    private static readonly (string Name, string Script, string? Limit, Outcome Outcome)[] Cases =
    [
        ("forks", "while true; do sleep 600 & done", "pids", Outcome.JobFault),
        ("memory", "x=aaaaaaaaaaaaaaaa; while true; do x=$x$x; done", "memory", Outcome.JobFault),
        ("one-big-file", "dd if=/dev/zero of=/big bs=1M", "disk", Outcome.JobFault),
        ("many-files", "i=0; while true; do i=$((i+1)); dd if=/dev/zero of=/f$i bs=1M count=8 2>/dev/null; done", "disk", Outcome.JobFault),
        ("deleted-files", "i=0; while [ $i -lt 75 ]; do i=$((i+1)); ( exec 3>/d$i; rm /d$i; "
            + "dd if=/dev/zero bs=1M count=16 >&3 2>/dev/null; sleep 600 & ); done; sleep 60", "disk", Outcome.JobFault),
        ("empty-files", "i=0; while [ $i -lt 100000 ]; do i=$((i+1)); : >/e$i; done; sleep 60", "files", Outcome.JobFault),
        ("log", "yes 'a line that floods the log of the node and of the scheduler' | head -c 90000000; exit 0", "log", Outcome.Succeeded),
        ("stays", "trap '' TERM; while true; do sleep 1; done", "timeout", Outcome.JobFault),
        ("reaches-out",
            "for a in 169.254.169.254 10.0.0.1 192.168.0.1 127.0.0.1; do timeout 2 wget -q -O- http://$a/ && exit 7; done; "
            + "ls /sys/class/net | grep -vx lo && exit 8; exit 0", null, Outcome.Succeeded),
        ("writes-elsewhere",
            "echo x > /proc/sys/kernel/hostname && exit 7; echo 1 > /sys/kernel/uevent_seqnum && exit 8; "
            + "mount -t tmpfs none /tmp && exit 9; mknod /sda b 8 0 && exit 10; chroot / true && exit 11; exit 0", null, Outcome.Succeeded),
    ];

    [Test]
    [CancelAfter(600_000)]
    public async Task Every_misbehaviour_is_contained_and_named_while_a_neighbour_runs_unharmed(CancellationToken token)
    {
        await using Deployment depin = await Deployment.StartAsync(liveRestore: false, token);
        JobView neighbour = await depin.SubmitAsync(
            JobFile(depin, "neighbour", "i=0; while [ $i -lt 100 ]; do i=$((i+1)); echo $i; sleep 0.5; done"), token);
        await depin.RunningAsync(neighbour.Id, JobBound, token);

        List<JobView> jobs = [];
        foreach ((string name, string script, _, _) in Cases)
        {
            JobView submitted = await depin.SubmitAsync(JobFile(depin, name, script), token);
            jobs.Add(await depin.FinishedAsync(submitted.Id, JobBound, token));
        }

        using (Assert.EnterMultipleScope())
        {
            foreach (((string name, _, string? limit, Outcome outcome), JobView job) in Cases.Zip(jobs))
            {
                Assert.That(
                    job.State, Is.InstanceOf<JobState.Finished>().With.Property("Outcome").EqualTo(outcome), $"{name}: {job.State}");
                Assert.That(job.Attempts, Has.Count.EqualTo(1), $"{name}: one attempt, the lease was never lost");
                Assert.That(job.Attempts[0].LimitsHit, limit is null ? Is.Empty : Does.Contain(limit), $"{name}: {job.State}");
            }
        }

        neighbour = await depin.FinishedAsync(neighbour.Id, JobBound, token);
        Assert.That(
            neighbour.State,
            Is.InstanceOf<JobState.Finished>().With.Property("Outcome").EqualTo(Outcome.Succeeded),
            () => depin.Node.Tail());
        Assert.That(
            await depin.LogAsync(neighbour.Id, token), Is.EqualTo(string.Concat(Enumerable.Range(1, 100).Select(line => $"{line}\n"))));
        Assert.That(neighbour.Attempts, Has.Count.EqualTo(1));
        Assert.That(depin.Node.HasExited, Is.False);
        Assert.That(await depin.Engine.DockerAsync(token, "ps", "-aq", "--filter", "label=depin.attempt"), Is.Empty);
    }

    private static string JobFile(Deployment depin, string name, string script) =>
        $$"""
        version: depin/v1
        name: {{name}}
        image: {{depin.Image}}
        command: ["sh", "-c", {{System.Text.Json.JsonSerializer.Serialize(script)}}]
        resources: { {{(name == "forks" ? "cpu: 1, memory: 2GiB" : "cpu: 0.4, memory: 256MiB")}}, disk: 64MiB }
        timeout: {{(name == "stays" ? "5s" : "2m")}}
        stopGrace: 2s
        """;
}
