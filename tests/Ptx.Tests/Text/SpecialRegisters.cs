namespace DePin.Ptx.Tests.Text;

/// <summary>Where a lane's registers hold its place in the launch.</summary>
public sealed record SpecialRegisters(int Thread, int Threads, int Block, int Blocks);
