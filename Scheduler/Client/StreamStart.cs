namespace DePin.Scheduler.Client;

/// <summary>An open stream and the offset of its first byte in the whole.</summary>
internal readonly record struct StreamStart(ReplyStream Stream, long Offset);
