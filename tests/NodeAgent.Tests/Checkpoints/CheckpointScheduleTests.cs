using DePin.NodeAgent.Attempts;
using DePin.NodeAgent.Checkpoints;
using DePin.Protocol.Jobs;

namespace DePin.NodeAgent.Tests.Checkpoints;

internal sealed class CheckpointScheduleTests
{
    private static readonly CheckpointPolicy _asked = new()
    {
        Path = ContainerPath.Parse("/checkpoints"),
        Every = TimeSpan.FromMinutes(10),
        Signal = CheckpointSignal.Usr1,
        Grace = TimeSpan.FromMinutes(1),
    };

    private static readonly CheckpointPolicy _unasked = _asked with { Signal = null };
    private static readonly RunStart _start = new(0, At(1000), BootClock.KernelBoot);

    [Test]
    public void A_job_is_asked_every_so_often_counted_from_its_start_also_by_an_agent_that_was_restarted()
    {
        CheckpointSchedule schedule = Begin(_asked, 1000);
        Assert.That((schedule.MustAsk(At(1599)), schedule.MustAsk(At(1600))), Is.EqualTo((false, true)));
        Assert.That((schedule.Asked(At(1600)).MustAsk(At(2199)), schedule.Asked(At(1600)).MustAsk(At(2200))), Is.EqualTo((false, true)));

        CheckpointSchedule restarted = Begin(_asked, 1700);
        Assert.That((restarted.MustAsk(At(2199)), restarted.MustAsk(At(2200))), Is.EqualTo((false, true)));
        Assert.That(restarted.Since, Is.EqualTo(At(1000)));
    }

    [Test]
    public void A_job_without_a_signal_is_never_asked()
    {
        Assert.That(Begin(_unasked, 1000).Drain(true, At(1001)).MustAsk(At(9999)), Is.False);
        Assert.That(Begin(_unasked, 1000).Looked(At(1000), default).Next(At(1000)), Is.EqualTo(TimeSpan.FromSeconds(10)));
    }

    [Test]
    public void The_directory_is_looked_at_seldom_and_often_while_an_answer_is_awaited()
    {
        CheckpointSchedule schedule = Begin(_asked, 1000).Looked(At(1000), default);
        Assert.That((schedule.MustLook(At(1009)), schedule.MustLook(At(1010))), Is.EqualTo((false, true)));
        CheckpointSchedule asked = schedule.Asked(At(1003));
        Assert.That((asked.MustLook(At(1003)), asked.MustLook(At(1004))), Is.EqualTo((false, true)));
        Assert.That(asked.Looked(At(1004), default).MustLook(At(1005)), Is.True);
        Assert.That(asked.Saved(At(1004), default).MustLook(At(1005)), Is.False, "the answer is there");
    }

    [Test]
    public void A_look_that_took_long_is_rested_from_four_times_as_long_but_the_end_of_a_drain_is_not_slept_through()
    {
        CheckpointSchedule looked = Begin(_asked, 1000).Looked(At(1010), At(10));
        Assert.That((looked.MustLook(At(1049)), looked.MustLook(At(1050))), Is.EqualTo((false, true)));

        CheckpointSchedule drained = Begin(_asked, 1000).Drain(true, At(1002)).Asked(At(1002)).Looked(At(1042), At(40));
        Assert.That(drained.Next(At(1042)), Is.EqualTo(At(20)), "to the end of the grace at 1062");
    }

    [Test]
    public void A_checkpoint_is_overdue_a_grace_after_the_first_unanswered_signal_and_told_once()
    {
        CheckpointSchedule asked = Begin(_asked, 1000).Asked(At(1600)).Asked(At(1650));
        Assert.That((asked.IsOverdue(At(1659)), asked.IsOverdue(At(1660))), Is.EqualTo((false, true)));
        Assert.That(asked.Told().IsOverdue(At(9999)), Is.False);
        Assert.That(asked.Told().Saved(At(1700), default).Asked(At(2200)).IsOverdue(At(2260)), Is.True, "told anew after a checkpoint");
        Assert.That(Begin(_asked, 1000).IsOverdue(At(9999)), Is.False, "nobody asked");
    }

    [Test]
    public void Without_a_signal_a_checkpoint_is_overdue_a_grace_after_its_time() =>
        Assert.That((Begin(_unasked, 1000).IsOverdue(At(1659)), Begin(_unasked, 1000).IsOverdue(At(1660))), Is.EqualTo((false, true)));

    [Test]
    public void A_drained_node_asks_at_once_and_waits_for_the_grace_or_for_the_jobs_own_time()
    {
        CheckpointSchedule drained = Begin(_asked, 1000).Looked(At(1000), default).Drain(true, At(1002));
        Assert.That((drained.MustAsk(At(1002)), drained.MustLook(At(1002)), drained.IsDraining), Is.EqualTo((true, true, true)));
        Assert.That((drained.DrainIsOverdue(At(1061)), drained.DrainIsOverdue(At(1062))), Is.EqualTo((false, true)));
        Assert.That(drained.Drain(true, At(1050)).DrainIsOverdue(At(1062)), Is.True, "drained once");
        Assert.That(drained.Drain(false, At(1050)).DrainIsOverdue(At(9999)), Is.False, "it works again");

        CheckpointSchedule alone = Begin(_unasked, 1000).Drain(true, At(1002));
        Assert.That((alone.DrainIsOverdue(At(1601)), alone.DrainIsOverdue(At(1602))), Is.EqualTo((false, true)));
    }

    private static CheckpointSchedule Begin(CheckpointPolicy policy, double now) =>
        CheckpointSchedule.Begin(policy, new AgentRules(), _start, At(now), BootClock.KernelBoot);

    private static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);
}
