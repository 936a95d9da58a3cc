namespace DePin.EndToEnd.Product;

internal sealed record ShellResult(int ExitCode, string Output, string Error);
