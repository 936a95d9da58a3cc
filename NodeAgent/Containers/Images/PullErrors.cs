namespace DePin.NodeAgent.Containers.Images;

/// <summary>
/// The engine says why a pull failed only in words (moby's and the registry's, 20.10 to 28). This is where they are told apart.
/// </summary>
internal static class PullErrors
{
    private const int MaxReasonLength = 500;

    // The first row that has a phrase of the message decides: a registry that hides what exists says "denied" and "does not exist"
    // in one sentence.
    private static readonly (string[] Phrases, Func<string, PullOutcome> Outcome)[] Table =
    [
        (["no space left on device", "disk quota exceeded"], reason => new PullOutcome.DiskFull(reason)),
        (["verification failed", "digest mismatch", "unexpected commit digest", "invalid checksum digest", "content does not match digest",
            "failed size validation", "does not match the requested digest", "wrong diff id",
            "unexpected end of json input", "invalid character"], reason => new PullOutcome.BadDigest(reason)),
        (["denied", "unauthorized", "authentication required", "no basic auth credentials", "forbidden"],
            reason => new PullOutcome.Denied(reason)),
        (["no matching manifest", "cannot be used on this platform", "does not match the specified platform"],
            reason => new PullOutcome.WrongPlatform(reason)),
        (["manifest unknown", "name unknown", "not found", "does not exist"], reason => new PullOutcome.NotFound(reason)),
        (["no such host", "connection refused", "connection reset", "timeout", "timed out", "eof", "tls:", "x509", "unreachable",
            "server gave http response", "unexpected http status", "received unexpected http", "too many requests", "toomanyrequests",
            "service unavailable", "bad gateway", "i/o", "broken pipe", "context deadline"], reason => new PullOutcome.Unreachable(reason)),
    ];

    public static PullOutcome Classify(string message)
    {
        string reason = message.Length > MaxReasonLength ? $"{message[..MaxReasonLength]}…" : message;
        foreach ((string[] phrases, Func<string, PullOutcome> outcome) in Table)
        {
            if (phrases.Any(phrase => message.Contains(phrase, StringComparison.OrdinalIgnoreCase)))
            {
                return outcome(reason);
            }
        }

        return new PullOutcome.Failed(reason);
    }
}
