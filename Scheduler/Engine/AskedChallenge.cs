using DePin.Scheduler.Auditing;

namespace DePin.Scheduler.Engine;

/// <summary>An open challenge and its clock.</summary>
/// <param name="ClockStart">Monotonic; null while the memory is being filled.</param>
/// <param name="ShortestTrip">The shortest round trip to the node that was seen; null for none yet.</param>
internal sealed record AskedChallenge(ChallengeRow Row, TimeSpan? ClockStart, TimeSpan? ShortestTrip);
