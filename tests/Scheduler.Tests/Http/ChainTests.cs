using DePin.Attestation;
using DePin.Attestation.Envelopes;
using DePin.Protocol.Wire;

namespace DePin.Scheduler.Tests.Http;

/// <summary>The chain of a node's attestations, as docs/attestations.md has it.</summary>
internal sealed class ChainTests
{
    private static readonly Hash32 _lostJournal = Hash32.Sha256("a journal that was lost"u8);

    [Test, CancelAfter(120_000)]
    public async Task A_first_attestation_above_0_is_accepted_and_the_chain_goes_on_from_it(CancellationToken token)
    {
        await using TestScheduler scheduler = await TestScheduler.StartAsync(token);
        using TestNode node = new(scheduler);
        (Lease first, Lease second) = await TwoLeasesAsync(scheduler, node, token);

        (node.Sequence, node.Previous) = (128, _lostJournal);
        await node.AttestAsync(first, node.Envelope(first, [], []), token);
        AttestationEnvelope torn = node.Envelope(second, [], [], change: message => message with { Previous = _lostJournal });
        using HttpResponseMessage refused = await node.PostAttestationAsync(second, torn, token);

        Assert.That((await Replies.ProblemAsync(refused, ProblemCode.Rejected, token)).Detail,
            Does.Contain("sequence 128 of this node is"));
        await node.AttestAsync(second, node.Envelope(second, [], []), token);
    }

    [Test, CancelAfter(120_000)]
    public async Task An_attestation_that_comes_late_must_be_the_one_that_the_next_one_follows(CancellationToken token)
    {
        await using TestScheduler scheduler = await TestScheduler.StartAsync(token);
        using TestNode node = new(scheduler);
        (Lease first, Lease second) = await TwoLeasesAsync(scheduler, node, token);
        AttestationEnvelope before = node.Envelope(first, [], []);
        AttestationEnvelope after = node.Envelope(second, [], [],
            change: message => message with { Sequence = 1, Previous = before.Digest() });
        using HttpResponseMessage early = await node.PostAttestationAsync(second, after, token);
        Assert.That((int)early.StatusCode, Is.EqualTo(200), await early.Content.ReadAsStringAsync(token));

        AttestationEnvelope other = node.Envelope(first, [], [], change: message => message with { FinishedAt = message.FinishedAt + 1 });
        using HttpResponseMessage refused = await node.PostAttestationAsync(first, other, token);

        Assert.That((await Replies.ProblemAsync(refused, ProblemCode.Rejected, token)).Detail,
            Does.Contain($"sequence 1 of this node, which is here, follows {before.Digest()}"));
        using HttpResponseMessage late = await node.PostAttestationAsync(first, before, token);
        Assert.That((int)late.StatusCode, Is.EqualTo(200), await late.Content.ReadAsStringAsync(token));
    }

    [Test, CancelAfter(120_000)]
    public async Task A_sequence_that_json_does_not_keep_is_refused(CancellationToken token)
    {
        await using TestScheduler scheduler = await TestScheduler.StartAsync(token);
        using TestNode node = new(scheduler);
        (Lease first, _) = await TwoLeasesAsync(scheduler, node, token);
        (node.Sequence, node.Previous) = (WireLimits.AttestationSequence + 1, _lostJournal);

        using HttpResponseMessage refused = await node.PostAttestationAsync(first, node.Envelope(first, [], []), token);

        Assert.That((await Replies.ProblemAsync(refused, ProblemCode.Rejected, token)).Detail, Does.Contain("2^53"));
        node.Sequence = WireLimits.AttestationSequence;
        await node.AttestAsync(first, node.Envelope(first, [], []), token);
    }

    private static async Task<(Lease First, Lease Second)> TwoLeasesAsync(TestScheduler scheduler, TestNode node, CancellationToken token)
    {
        await node.LogInAsync(token);
        await scheduler.SubmitAsync(token);
        await scheduler.SubmitAsync(token);
        return (await node.TakeLeaseAsync(token), await node.TakeLeaseAsync(token));
    }
}
