namespace DePin.Scheduler.Cli;

/// <summary>What a cell's text means, for a terminal that has colours.</summary>
internal enum Tone
{
    Plain,
    Good,
    Bad,
    Waiting,
    Faint,
}
