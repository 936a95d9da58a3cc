using DePin.Attestation;
using DePin.Protocol;

namespace DePin.NodeAgent.Containers;

/// <summary>One container of this node: identity from its labels, state from the engine.</summary>
/// <param name="Name">Its name.</param>
/// <param name="EngineId">64 hexadecimal digits, the engine's own.</param>
/// <param name="Attempt">Label <c>depin.attempt</c>.</param>
/// <param name="Epoch">Label <c>depin.epoch</c>.</param>
/// <param name="SpecDigest">Label <c>depin.spec</c>.</param>
/// <param name="State">At the moment of asking.</param>
public sealed record ContainerSnapshot(
    ContainerName Name, string EngineId, AttemptId Attempt, long Epoch, Hash32 SpecDigest, ContainerState State);
