using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Journal;

/// <summary>A collected output.</summary>
/// <param name="Entry">What it is.</param>
/// <param name="Number">Names the file that holds its bytes in the spool.</param>
/// <param name="Delivered">The scheduler holds all of it, and it hashes to its name.</param>
public sealed record OutputFile(ArtifactEntry Entry, int Number, bool Delivered);
