using DePin.Attestation;
using DePin.Attestation.Evidence;
using DePin.Attestation.Messages;
using DePin.NodeAgent.Attempts;
using DePin.NodeAgent.Attempts.Images;
using DePin.NodeAgent.Attempts.Room;
using DePin.NodeAgent.Containers;
using DePin.NodeAgent.Owner;
using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Tests.Hosting;

/// <summary>Images that are too large or too many; with a disk that says what the test wants and an engine in memory.</summary>
public sealed class ImageTests
{
    private const long Size = 40 << 20;
    private readonly TestNode _node = new();

    [TearDown]
    public void Remove() => _node.Dispose();

    [TestCase((Size / 2) - 1, "packed", TestName = "Too large as its layers are known")]
    [TestCase(Size - 1, "unpacked", TestName = "Too large once it is unpacked")]
    [CancelAfter(30_000)]
    public async Task An_image_beyond_the_owners_bound_is_refused_and_not_kept(long bound, string how, CancellationToken token)
    {
        _node.Images = new ImageRules(bound, null);
        Lease lease = _node.Scheduler.Grant(SpecOf(Add("big")));

        await _node.FinishAsync(lease, token);

        Assert.That(_node.Message(lease).Outcome, Is.EqualTo(Outcome.JobFault));
        Assert.That(Verdict(lease).Code, Is.EqualTo("image_too_large"));
        Assert.That(Verdict(lease).Text, Does.Contain($"{how}, and this node's owner takes images of at most {bound} bytes"));
        Assert.That(_node.Engine.Images.Present, Is.Empty);
    }

    [Test, CancelAfter(30_000)]
    public async Task An_image_of_the_owners_is_bound_by_nothing(CancellationToken token)
    {
        EngineImage image = Add("big");
        await _node.Engine.PullAsync(image, null, token);
        _node.Images = new ImageRules(1, 0);
        Lease lease = _node.Scheduler.Grant(SpecOf(image));

        await _node.WorkUntilAsync(
            async work =>
            {
                await TestNode.EndedAsync(work, lease, token);
                Assert.That(work.Journal.Read(work.Journal.Images.All), Is.Empty);
            },
            token);

        Assert.That(_node.Message(lease).Outcome, Is.EqualTo(Outcome.Succeeded));
        Assert.That(_node.Engine.Images.Present, Is.EqualTo(new[] { $"{image}" }));
    }

    [Test, CancelAfter(30_000)]
    public async Task A_pull_that_takes_the_reserve_is_ended_and_no_job_has_to_go_for_it(CancellationToken token)
    {
        _node.Job = _node.Job with { ExitCode = null };
        Lease neighbour = _node.Scheduler.Grant(_node.Spec);
        EngineImage bomb = Add("bomb");
        long fullUntil = 0;
        _node.Room.Says = () => _node.Clock.GetTimestamp() < Interlocked.Read(ref fullUntil)
            ? FakeRoom.Plenty with { FreeBytes = RoomReserve.LeastBytes - 1 }
            : FakeRoom.Plenty;
        await _node.WorkUntilAsync(
            async work =>
            {
                await _node.RunningAsync(token);
                _node.Engine.Images.Pulling = async (_, ends) =>
                {
                    Interlocked.Exchange(ref fullUntil, long.MaxValue);
                    await TestNode.UntilAsync(() => ends.IsCancellationRequested && work.Room.State is RoomState.Full, token);

                    // The engine needs its time to drop what it had.
                    Interlocked.Exchange(ref fullUntil, _node.Clock.GetTimestamp() + (_node.Clock.TimestampFrequency / 4));
                    ends.ThrowIfCancellationRequested();
                };
                Lease lease = _node.Scheduler.Grant(SpecOf(bomb));
                await TestNode.EndedAsync(work, lease, token);
                Assert.That(Verdict(lease).Code, Is.EqualTo("host_disk_full"), Verdict(lease).Text);
                Assert.That(work.Journal.Find(neighbour.Attempt)!.Stop, Is.Null);
                _node.Engine.End(TestNode.Container(neighbour), 0);
                await TestNode.EndedAsync(work, neighbour, token);
            },
            token);

        Assert.That(_node.Message(neighbour).Outcome, Is.EqualTo(Outcome.Succeeded));
        Assert.That(_node.Engine.Calls, Has.None.EqualTo($"pull {bomb}"), "it never came to its end");
    }

    [Test, CancelAfter(30_000)]
    public async Task Images_nobody_uses_make_room_for_another_the_longest_unused_first(CancellationToken token)
    {
        EngineImage owners = Add("owners"), old = Add("old"), young = Add("young"), wanted = Add("wanted");
        await _node.Engine.PullAsync(owners, null, token);
        await _node.WorkUntilAsync(
            async work =>
            {
                foreach (EngineImage image in (EngineImage[])[old, young])
                {
                    await TestNode.EndedAsync(work, _node.Scheduler.Grant(SpecOf(image)), token);
                }

                // Room for three images and a job, and no more.
                long job = _node.Spec.Resources.Disk.Bytes + (512 << 20);
                _node.Room.Says = () => FakeRoom.Plenty with
                {
                    FreeBytes = RoomReserve.LeastBytes + job + (Size * (3 - _node.Engine.Images.Present.Count)),
                };
                Lease lease = _node.Scheduler.Grant(SpecOf(wanted));
                await TestNode.EndedAsync(work, lease, token);
                Assert.That(Verdict(lease).Code, Is.EqualTo("succeeded"), Verdict(lease).Text);
            },
            token);

        Assert.That(_node.Engine.Images.Present, Is.EquivalentTo(new[] { $"{owners}", $"{young}", $"{wanted}" }));
    }

    [Test, CancelAfter(30_000)]
    public async Task A_cache_of_the_owners_size_is_kept_by_the_time_of_use(CancellationToken token)
    {
        _node.Images = new ImageRules(Size, Size);
        EngineImage first = Add("first"), second = Add("second"), third = Add("third");
        await _node.WorkUntilAsync(
            async work =>
            {
                foreach (EngineImage image in (EngineImage[])[first, second, first])
                {
                    _node.Clock.Ahead += TimeSpan.FromSeconds(1);
                    await TestNode.EndedAsync(work, _node.Scheduler.Grant(SpecOf(image)), token);
                }

                await TestNode.UntilAsync(() => _node.Engine.Images.Present.Count == 1, token);
                Assert.That(_node.Engine.Images.Present, Is.EqualTo(new[] { $"{first}" }), "it was used after the second");

                _node.Job = _node.Job with { ExitCode = null };
                Lease runs = _node.Scheduler.Grant(SpecOf(third));
                await TestNode.ReachedAsync(work, runs, state => state is AttemptState.Running, token);
                Assert.That(_node.Engine.Images.Present, Is.EquivalentTo(new[] { $"{first}", $"{third}" }), "what runs is not cached");
                _node.Engine.End(TestNode.Container(runs), 0);
                await TestNode.EndedAsync(work, runs, token);
                await TestNode.UntilAsync(() => _node.Engine.Images.Present.Count == 1, token);
            },
            token);

        Assert.That(_node.Engine.Images.Present, Is.EqualTo(new[] { $"{third}" }));
    }

    [Test, CancelAfter(30_000)]
    public async Task An_owner_prunes_what_no_job_uses_the_longest_unused_first_and_nothing_else(CancellationToken token)
    {
        EngineImage first = Add("first"), second = Add("second"), third = Add("third"), owners = Add("owners");
        await _node.Engine.PullAsync(owners, null, token);
        await _node.WorkUntilAsync(
            async work =>
            {
                foreach (EngineImage image in (EngineImage[])[first, second])
                {
                    _node.Clock.Ahead += TimeSpan.FromSeconds(1);
                    await TestNode.EndedAsync(work, _node.Scheduler.Grant(SpecOf(image)), token);
                }

                _node.Job = _node.Job with { ExitCode = null };
                Lease runs = _node.Scheduler.Grant(SpecOf(third));
                await TestNode.ReachedAsync(work, runs, state => state is AttemptState.Running, token);

                PruneReport looked = await work.PruneAsync(new PruneOrder(DryRun: true), token);
                Assert.That(looked.Removed.Select(image => image.Name), Is.EqualTo(new[] { $"{first}", $"{second}" }));
                Assert.That(_node.Engine.Images.Present, Has.Count.EqualTo(4), "nothing went");

                PruneReport half = await work.PruneAsync(new PruneOrder(KeepBytes: Size), token);
                Assert.That(half.Removed.Select(image => image.Name), Is.EqualTo(new[] { $"{first}" }));
                Assert.That((half.LeftUnused, half.LeftUnusedBytes), Is.EqualTo((1, Size)));
                await work.PruneAsync(new PruneOrder(), token);
                Assert.That(_node.Engine.Images.Present, Is.EquivalentTo(new[] { $"{third}", $"{owners}" }));
                _node.Engine.End(TestNode.Container(runs), 0);
                await TestNode.EndedAsync(work, runs, token);
            },
            token);
    }

    [TestCase(Step.Pull, StepMoment.Before)]
    [TestCase(Step.Pull, StepMoment.After)]
    [TestCase(Step.JournalImage, StepMoment.After)]
    [CancelAfter(60_000)]
    public async Task An_agent_that_dies_over_a_pull_still_knows_whose_the_image_is(Step step, StepMoment moment, CancellationToken token)
    {
        _node.Images = new ImageRules(Size, 0);
        Lease lease = _node.Scheduler.Grant(SpecOf(Add("job-of-a-tag"), tag: "1"));

        Assert.That(await Life.LiveAsync(_node, lease, new Life(step, moment, 1), token), Is.True);
        await _node.WorkUntilAsync(
            async work =>
            {
                await TestNode.EndedAsync(work, lease, token);
                await TestNode.UntilAsync(() => _node.Engine.Images.Present.Count == 0, token);
            },
            token);

        Assert.That(_node.Message(lease).Outcome, Is.EqualTo(Outcome.Succeeded));
    }

    [TestCase(1, ExpectedResult = "succeeded")]
    [TestCase(int.MaxValue, ExpectedResult = "engine_failed")]
    [CancelAfter(30_000)]
    public async Task<string> An_image_that_somebody_removes_meanwhile_is_pulled_again(int times, CancellationToken token)
    {
        EngineImage image = Add("job");
        var engine = new GuardedEngine(() => { }, _node.Engine)
        {
            Adapt = spec =>
            {
                _ = times-- > 0 ? _node.Engine.RemoveImageAsync(image, token) : null;
                return spec;
            },
        };
        Lease lease = _node.Scheduler.Grant(SpecOf(image));

        await _node.WorkUntilAsync(engine, work => TestNode.EndedAsync(work, lease, token), token);

        return Verdict(lease).Code;
    }

    private EngineImage Add(string name) => _node.Engine.AddImage(
        EngineImage.Parse($"registry.test/{name}:1"), Hash32.Sha256(System.Text.Encoding.UTF8.GetBytes(name)),
        new ImageFacts($"sha256:{name}", new Dictionary<string, Hash32>(), Size, "", [], HasProgram: true));

    private JobSpec SpecOf(EngineImage image, string? tag = null) =>
        _node.Spec with { Image = ImageReference.Parse(tag is null ? $"{image}" : $"{image.Repository}:{tag}") };

    private VerdictEvidence Verdict(Lease lease) =>
        EvidenceStatement.Parse(_node.Scheduler.Lease(lease.Attempt).Envelope!.Evidence.Span).Predicate.Verdict;
}
