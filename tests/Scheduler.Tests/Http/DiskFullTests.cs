using System.Diagnostics;
using System.Text;
using DePin.Protocol.Wire;

namespace DePin.Scheduler.Tests.Http;

/// <summary>
/// On a file system that is really full: nothing is acknowledged, nothing is half there, and work goes on when there is room again.
/// </summary>
internal sealed class DiskFullTests
{
    [Test, CancelAfter(180_000)]
    public async Task A_full_disk_refuses_with_507_and_loses_nothing(CancellationToken token)
    {
        using TemporaryDirectory directory = new();
        Mount(directory.Path);
        try
        {
            await FillAndFreeAsync(directory.Path, token);
        }
        finally
        {
            Run("umount", "-l", directory.Path);
        }
    }

    private static async Task FillAndFreeAsync(string path, CancellationToken token)
    {
        await using TestScheduler scheduler = await TestScheduler.StartAsync(token, options =>
            options.StateDirectory = Path.Combine(path, "state"));
        using TestNode node = new(scheduler);
        await node.LogInAsync(token);
        JobView job = await scheduler.SubmitAsync(token);
        Lease lease = await node.TakeLeaseAsync(token);
        (await node.PutLogAsync(lease, 0, "before\n"u8.ToArray(), token)).EnsureSuccessStatusCode();
        string ballast = Path.Combine(path, "ballast");
        Fill(ballast);

        using HttpResponseMessage log = await node.PutLogAsync(lease, 7, new byte[200_000], token);
        await Replies.ProblemAsync(log, ProblemCode.StorageFull, token);
        using HttpResponseMessage artifact = await node.PutArtifactAsync(lease, "outputs/x", new byte[200_000], 0, new byte[200_000],
            token);
        await Replies.ProblemAsync(artifact, ProblemCode.StorageFull, token);
        using HttpResponseMessage submit = await SubmitUntilRefusedAsync(scheduler, token);
        await Replies.ProblemAsync(submit, ProblemCode.StorageFull, token);

        File.Delete(ballast);
        using HttpResponseMessage query = await node.PutLogAsync(lease, 0, [], token);
        Assert.That((await Replies.ReadAsync(query, 200, WireJson.Default.LogReply, token)).Durable, Is.EqualTo(7),
            "nothing of the failed part is there");
        await node.SyncAsync(token);
        await node.AttestAsync(lease, node.Envelope(lease, "before\n"u8.ToArray(), []), token);
        Assert.That((await scheduler.ShowAsync(job.Id, token)).State, Is.InstanceOf<JobState.Finished>());
    }

    /// <summary>The journal may have room for a few more; each that is acknowledged must be there afterwards.</summary>
    private static async Task<HttpResponseMessage> SubmitUntilRefusedAsync(TestScheduler scheduler, CancellationToken token)
    {
        int accepted = 0;
        while (true)
        {
            using StringContent body = new(Specs.Yaml($"resources: {{ cpu: 64 }}\nenv: {{ PAD: '{new string('x', 60_000)}' }}"),
                Encoding.UTF8, "application/yaml");
            HttpResponseMessage reply = await scheduler.Http.PostAsync(Routes.Jobs, body, token);
            if (!reply.IsSuccessStatusCode)
            {
                JobList jobs = await scheduler.GetAsync(Routes.Jobs, WireJson.Default.JobList, token);
                Assert.That(jobs.Jobs, Has.Count.EqualTo(accepted + 1), "the first job and every acknowledged one");
                return reply;
            }

            reply.Dispose();
            accepted++;
        }
    }

    private static void Fill(string path)
    {
        using FileStream file = File.Create(path);
        byte[] block = new byte[4096];
        try
        {
            while (true)
            {
                file.Write(block);
                file.Flush();
            }
        }
        catch (IOException)
        {
            // Full: that was the aim.
        }
    }

    private static void Mount(string path)
    {
        if (!Environment.IsPrivilegedProcess || Run("mount", "-t", "tmpfs", "-o", "size=4m", "none", path) != 0)
        {
            Assert.Ignore("a file system of its own cannot be mounted here (needs root and CAP_SYS_ADMIN)");
        }
    }

    private static int Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
