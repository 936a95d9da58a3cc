using DePin.Attestation;
using DePin.Attestation.Evidence;
using DePin.Attestation.Messages;
using DePin.NodeAgent.Attempts;
using DePin.NodeAgent.Journal;
using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Tests.Hosting;

/// <summary>
/// A journal that is gone, or an older state of itself: no sequence is signed twice, and nothing is believed that was overtaken.
/// </summary>
public sealed class JournalLossTests
{
    private readonly TestNode _node = new();

    [TearDown]
    public void Remove() => _node.Dispose();

    [Test]
    [CancelAfter(60_000)]
    public async Task A_node_that_lost_its_journal_attests_behind_what_was_accepted(CancellationToken token)
    {
        Lease first = await DoneAsync(token);
        Delete();
        _node.Scheduler.ForgetEvents();

        Lease second = await DoneAsync(token);
        Lease third = await DoneAsync(token);

        WorkAttestation again = _node.Message(second);
        Assert.That(_node.Message(first).Sequence, Is.Zero);
        Assert.That(again.Sequence, Is.EqualTo((ulong)SealChain.Gap), "clear of what the lost journal may have signed");
        Assert.That(again.Previous, Is.EqualTo(_node.Scheduler.Lease(first.Attempt).Envelope!.Digest()));
        Assert.That(_node.Message(third).Sequence, Is.EqualTo(again.Sequence + 1));
        Assert.That(_node.Scheduler.Violations, Is.Empty);
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task What_a_lost_journal_signed_and_nobody_has_is_not_signed_again(CancellationToken token)
    {
        Lease first = _node.Scheduler.Grant(_node.Spec);
        _node.Scheduler.Interfere = request => request.RequestUri!.AbsolutePath.EndsWith("/attestation", StringComparison.Ordinal)
            ? throw new HttpRequestException("the line broke")
            : null;
        await _node.WorkUntilAsync(work => TestNode.ReachedAsync(work, first, state => state is AttemptState.Sealed, token), token);
        _node.Scheduler.Interfere = null;
        _node.Scheduler.Revoke(first);
        Delete();
        _node.Scheduler.ForgetEvents();

        Lease second = await DoneAsync(token);

        Assert.That(_node.Scheduler.Lease(first.Attempt).Envelope, Is.Null);
        Assert.That(_node.Message(second).Sequence, Is.EqualTo((ulong)SealChain.Gap), "0 was signed");
        Assert.That(_node.Message(second).Previous, Is.EqualTo(ChainBase.AfterLostJournal.Previous));
        Assert.That(_node.Scheduler.Violations, Is.Empty);
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task A_journal_restored_from_a_copy_is_refused_before_it_signs(CancellationToken token)
    {
        await DoneAsync(token);
        byte[] copy = await File.ReadAllBytesAsync(_node.JournalFile, token);
        Lease second = await DoneAsync(token);
        Delete();
        await File.WriteAllBytesAsync(_node.JournalFile, copy, token);

        Assert.That(
            async () => await DoneAsync(token),
            Throws.InstanceOf<JournalStaleException>().With.Message.Contain("attestation 1 was accepted, and this journal's next is 1"));
        Assert.That(_node.Message(second).Sequence, Is.EqualTo(1));
        Assert.That(_node.Scheduler.Violations, Is.Empty);
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task A_journal_that_never_told_what_the_scheduler_heard_is_refused(CancellationToken token)
    {
        await DoneAsync(token);
        using NodeJournal journal = NodeJournal.Open(
            _node.JournalFile, _node.Key.Address, Steps.Unwatched, TimeProvider.System, BootClock.KernelBoot);

        Assert.That(() => journal.AckEvents(journal.Facts.LastEvent + 1), Throws.InstanceOf<JournalStaleException>());
        Assert.That(() => journal.AckEvents(journal.Facts.LastEvent), Throws.Nothing);
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task A_scheduler_that_claims_an_attestation_this_node_never_made_is_not_believed(CancellationToken token)
    {
        Lease first = await DoneAsync(token);
        Delete();
        _node.Scheduler.ForgetEvents();
        _node.Scheduler.ForgeHead(_node.Scheduler.Lease(first.Attempt).Envelope!.Message with { Sequence = 1_000_000 });
        Lease second = _node.Scheduler.Grant(_node.Spec);

        await _node.WorkUntilAsync(
            async work => await TestNode.UntilAsync(() => work.Sync.Link.Problem is not null, token), token);

        Assert.That(_node.Scheduler.Lease(second.Attempt).Envelope, Is.Null);
    }

    [TestCase(1, ExpectedResult = 1, TestName = "The attempt's own checkpoint is attested though the journal is new")]
    [TestCase(2, ExpectedResult = 0, TestName = "An earlier attempt's checkpoint is not this one's")]
    public int A_lease_that_is_sent_again_brings_back_what_was_saved(long leaseEpoch)
    {
        using NodeJournal journal = NodeJournal.Open(
            _node.JournalFile, _node.Key.Address, Steps.Unwatched, TimeProvider.System, BootClock.KernelBoot);
        var manifest = new ContentHash(Hash32.Sha256("m"u8));
        Lease lease = _node.Scheduler.Grant(_node.Spec, epoch: leaseEpoch) with
        {
            Checkpoint = new SavedCheckpoint(
                1, manifest, CheckpointEvidence.LinkOf(default, manifest.Value), Bytes: 5, At: 1000, Epoch: 1, Previous: default),
        };

        journal.Apply([new RunLease { Sequence = 1, Lease = lease }], TimeSpan.Zero);

        return journal.Read(() => journal.Checkpoints.Of(lease.Attempt)).Count(it => it.Delivered);
    }

    private async Task<Lease> DoneAsync(CancellationToken token)
    {
        Lease lease = _node.Scheduler.Grant(_node.Spec);
        await _node.FinishAsync(lease, token);
        return lease;
    }

    private void Delete()
    {
        foreach (string file in Directory.GetFiles(_node.StateDirectory, Path.GetFileName(_node.JournalFile) + "*"))
        {
            File.Delete(file);
        }
    }
}
