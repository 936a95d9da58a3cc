namespace DePin.NodeAgent.Cli;

/// <param name="Check">Camel case name of the check.</param>
/// <param name="Result"><c>passed</c>, <c>failed</c> or <c>absent</c>.</param>
internal sealed record VerifyCheckView(string Check, string Result, string Detail);
