namespace DePin.Simulation.Clock;

/// <summary>What a dead program's attempts at anything end with; no program expects it.</summary>
internal sealed class DeadException() : Exception("this program is dead");
