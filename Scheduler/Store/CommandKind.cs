namespace DePin.Scheduler.Store;

/// <summary>What a stored command asks of a node. The numbers are stored: they never change.</summary>
internal enum CommandKind
{
    Run = 0,
    Cancel = 1,
    DrainOn = 2,
    DrainOff = 3,
    Challenge = 4,
}
