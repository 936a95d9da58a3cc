namespace DePin.NodeAgent.Owner;

/// <summary>The service runs and would not do what was asked; the message says why and what to do.</summary>
internal sealed class OwnerRefusedException(OwnerRefusal refusal) : Exception($"{refusal.Message} {refusal.Remedy}");
