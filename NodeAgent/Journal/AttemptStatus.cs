using DePin.NodeAgent.Attempts;

namespace DePin.NodeAgent.Journal;

/// <summary>The part of an attempt's row that changes.</summary>
/// <param name="State">Where it is.</param>
/// <param name="Stop">Why it shall end, if it shall.</param>
/// <param name="Since">When it came to be in this state, Unix milliseconds.</param>
public sealed record AttemptStatus(AttemptState State, StopOrder? Stop, long Since);
