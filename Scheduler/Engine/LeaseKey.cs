using DePin.Attestation;
using DePin.Protocol;

namespace DePin.Scheduler.Engine;

/// <summary>What every write about an attempt carries: who writes, about which attempt, under which epoch.</summary>
internal sealed record LeaseKey(AttemptId Attempt, long Epoch, Address Node);
