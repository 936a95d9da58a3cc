namespace DePin.Protocol.Jobs;

/// <summary>A unit as it is written and how many base units it stands for.</summary>
/// <param name="Name">Exactly as it is written; units are case-sensitive.</param>
/// <param name="Factor">Base units in one of this unit.</param>
/// <param name="IsAlias">Accepted, but not proposed in messages: another spelling is usual.</param>
internal sealed record QuantityUnit(string Name, long Factor, bool IsAlias = false);
