namespace DePin.NodeAgent.Cli;

/// <summary>One address of the scheduler's.</summary>
/// <param name="ConnectMs">Until the connection stood, in milliseconds; null when it never did.</param>
internal sealed record NetcheckAddress(string Address, double? ConnectMs, string? Problem);
