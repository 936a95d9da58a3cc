namespace DePin.Attestation.Keystores;

/// <summary>A key file that cannot be used. The message is one sentence for its owner and never holds a secret.</summary>
public sealed class KeyFileException : Exception
{
    public KeyFileException(KeyFileProblem problem, string message, Exception? inner = null)
        : base(message, inner) => Problem = problem;

    public KeyFileProblem Problem { get; }
}
