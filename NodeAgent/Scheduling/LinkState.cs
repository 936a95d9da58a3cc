namespace DePin.NodeAgent.Scheduling;

/// <summary>How the conversation with the scheduler goes.</summary>
/// <param name="Connected">The last call was answered.</param>
/// <param name="Since">For how long that is so, Unix milliseconds.</param>
/// <param name="Problem">Why it is not connected, for people; null when it is, or before the first try has ended.</param>
/// <param name="NextTryAt">When it is asked again, Unix milliseconds.</param>
public sealed record LinkState(bool Connected, long Since, string? Problem, long NextTryAt);
