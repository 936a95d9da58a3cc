namespace DePin.Protocol.Wire;

public sealed record TokenList(IReadOnlyList<TokenView> Tokens);
