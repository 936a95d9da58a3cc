using DePin.NodeAgent.Attempts;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Journal;

/// <summary>What concerns the node as a whole, and no attempt: each in a commit of its own.</summary>
internal static class NodeRecords
{
    /// <summary>Makes the effect of each command that is new durable, and the sequence of the last one, all in one commit.</summary>
    /// <param name="journal">Whose node was told.</param>
    /// <param name="commands">In order; a gap ends it, since what follows a missing command is sent again with it.</param>
    /// <param name="replyBase">The boot-clock time that the reply's leases count from.</param>
    public static void Apply(this NodeJournal journal, IReadOnlyList<NodeCommand> commands, TimeSpan replyBase)
    {
        journal.Change(Step.JournalCommand, draft =>
        {
            foreach (NodeCommand command in commands.Where(command => command.Sequence > journal.Facts.AckedCommand))
            {
                if (command.Sequence != draft.Facts.AckedCommand + 1)
                {
                    break;
                }

                CommandEffect.Apply(draft, command, replyBase);
                draft.Facts = draft.Facts with { AckedCommand = command.Sequence };
            }
        });
    }

    /// <summary>The scheduler has stored events up to this one.</summary>
    /// <exception cref="JournalStaleException">There never was such an event.</exception>
    public static void AckEvents(this NodeJournal journal, long sequence) =>
        journal.Change(Step.JournalEventsAcked, draft => draft.AckEvents(sequence));

    /// <summary>From now on this is the only scheduler.</summary>
    public static void Trust(this NodeJournal journal, KnownScheduler scheduler) =>
        journal.Change(Step.JournalCommand, draft => draft.Facts = draft.Facts with { Scheduler = scheduler });

    /// <summary>The last attestation of this node that the scheduler has.</summary>
    /// <exception cref="JournalStaleException">It is none of this journal's.</exception>
    public static void Join(this NodeJournal journal, ChainHead head) =>
        journal.Change(Step.JournalCommand, draft => journal.Seals.Join(draft, head));

    /// <summary>The owner wants no new work, or wants it again.</summary>
    /// <param name="journal">Whose node was told.</param>
    /// <param name="draining">False: it works again.</param>
    /// <param name="until">When what still runs is stopped; null: never. The last word counts.</param>
    public static void Drain(this NodeJournal journal, bool draining, BootDeadline? until = null) =>
        journal.Change(Step.JournalCommand, draft => draft.Facts = draft.Facts with
        {
            DrainedByOwner = draining,
            DrainedSince = draining ? draft.Facts.DrainedSince ?? draft.Now : null,
            DrainUntil = draining ? until : null,
        });

    /// <summary>The engine went away, or is back.</summary>
    public static void Remember(this NodeJournal journal, EngineOutage outage) =>
        journal.Change(Step.JournalCommand, draft => draft.Facts = draft.Facts with { Outage = outage });

    /// <summary>Uses up one sequence of capacity statements, before it is signed.</summary>
    public static long NextCapacitySequence(this NodeJournal journal)
    {
        // Never behind the clock's seconds, so that a journal that begins anew uses none again.
        long sequence = 0;
        journal.Change(Step.JournalCommand, draft =>
        {
            sequence = Math.Max(draft.Facts.CapacitySequence + 1, draft.Now / 1000);
            draft.Facts = draft.Facts with { CapacitySequence = sequence };
        });
        return sequence;
    }
}
