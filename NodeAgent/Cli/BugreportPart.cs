namespace DePin.NodeAgent.Cli;

/// <summary>One part of a bug report, read over for secrets.</summary>
internal sealed record BugreportPart(string Name, string Text);
