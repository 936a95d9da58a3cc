using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Attempts;

/// <summary>Sends a part of a file for an offset; an empty part asks how much is held.</summary>
internal delegate Task<ArtifactReply> PutPart(long offset, ReadOnlyMemory<byte> part, CancellationToken token);
