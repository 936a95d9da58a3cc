namespace DePin.NodeAgent.Containers.Egress;

/// <param name="ExitCode">0 is success; −1: the program did not run to its end.</param>
/// <param name="Lines">Standard output.</param>
/// <param name="Message">Standard error.</param>
internal sealed record IptablesResult(int ExitCode, IReadOnlyList<string> Lines, string Message);
