using DePin.Simulation.Scheduling;

namespace DePin.Simulation.Mutants;

/// <summary>The scheduler's replies leave while their commit is on its way: the last one is lost when it dies.</summary>
internal sealed class SchedulerTellsBeforeItIsDurable : Mutant
{
    private Undo? _undo;

    public override void SchedulerWrites(SchedulerMachine scheduler) =>
        (_undo ??= new Undo(Path.Combine(scheduler.Directory, Template.StoreName), 1)).Keep();

    public override void SchedulerDied(SchedulerMachine scheduler) => _undo?.PutBack();
}
