using DePin.Attestation;
using DePin.Protocol.Wire;

namespace DePin.Scheduler.Store;

/// <summary>One life of a node's journal, and how far both sides are in it.</summary>
/// <param name="Number">Counts the node's boots from 1; the highest is the current one.</param>
/// <param name="LastEvent">Last event whose effect is durable.</param>
/// <param name="LastCommand">Last command given.</param>
/// <param name="AckedCommand">Last command the node has in its journal.</param>
internal sealed record BootRow(Address Node, BootId Boot, long Number, long LastEvent, long LastCommand, long AckedCommand);
