using DePin.Attestation;
using DePin.Protocol.Jobs;

namespace DePin.Protocol.Wire;

/// <summary>Every address of protocol version 1, written once for the side that serves it and the side that calls it.</summary>
public static class Routes
{
    public const string Session = "/v1/node/session";
    public const string Sync = "/v1/node/sync";
    public const string Events = "/v1/node/events";
    public const string Jobs = "/v1/jobs";
    public const string Nodes = "/v1/nodes";
    public const string Ledger = "/v1/ledger";
    public const string Tokens = "/v1/tokens";
    public const string Blobs = "/v1/blobs";
    public const string Health = "/health";

    /// <summary>PUT log bytes at an offset; the reply says how many are durable.</summary>
    public static string Logs(AttemptId attempt, long epoch, long offset) => $"/v1/attempts/{attempt}/logs?epoch={epoch}&offset={offset}";

    /// <summary>PUT a part of an output file; an empty part asks where to go on.</summary>
    public static string Artifact(AttemptId attempt, long epoch, ArtifactEntry entry, long offset) =>
        $"/v1/attempts/{attempt}/artifacts/{EscapePath(entry.Path)}?epoch={epoch}&sha256={entry.Sha256}&size={entry.Size}&offset={offset}";

    /// <summary>GET an input of the attempt's job by its content hash; honours <c>Range</c>.</summary>
    public static string Input(AttemptId attempt, long epoch, ContentHash hash) => $"/v1/attempts/{attempt}/inputs/{hash}?epoch={epoch}";

    /// <summary>POST a complete checkpoint, once all its files are delivered.</summary>
    public static string Checkpoints(AttemptId attempt, long epoch) => $"/v1/attempts/{attempt}/checkpoints?epoch={epoch}";

    /// <summary>PUT a part of a checkpoint's file; an empty part asks where to go on.</summary>
    public static string CheckpointPart(AttemptId attempt, long epoch, ContentHash hash, long size, long offset) =>
        $"/v1/attempts/{attempt}/checkpoints/{hash}?epoch={epoch}&size={size}&offset={offset}";

    /// <summary>GET a file of the checkpoint that the lease names, or its manifest; honours <c>Range</c>.</summary>
    public static string CheckpointFile(AttemptId attempt, long epoch, ContentHash hash) =>
        $"/v1/attempts/{attempt}/checkpoints/{hash}?epoch={epoch}";

    public static string Attestation(AttemptId attempt, long epoch) => $"/v1/attempts/{attempt}/attestation?epoch={epoch}";

    public static string Job(JobId job) => $"{Jobs}/{job}";

    /// <summary>
    /// GET the log bytes of one attempt from an offset; with <c>follow</c> the body ends when the attempt has ended and its
    /// log is whole.
    /// </summary>
    public static string JobLogs(JobId job, AttemptId attempt, long offset, bool follow) =>
        $"{Jobs}/{job}/logs?attempt={attempt}&offset={offset}&follow={(follow ? "true" : "false")}";

    public static string JobArtifacts(JobId job) => $"{Jobs}/{job}/artifacts";

    public static string JobArtifact(JobId job, string path) => $"{Jobs}/{job}/artifacts/{EscapePath(path)}";

    public static string JobWhy(JobId job) => $"{Jobs}/{job}/why";

    public static string JobAttestations(JobId job) => $"{Jobs}/{job}/attestations";

    public static string Node(Address node) => $"{Nodes}/{node}";

    /// <summary>A node's challenges, newest first.</summary>
    public static string Proofs(Address node) => $"{Node(node)}/proofs";

    /// <summary>GET the transcript of a challenge that was answered: a file for <c>pog verify</c>.</summary>
    public static string Transcript(Hash32 challenge) => $"/v1/proofs/{challenge}/transcript";

    /// <summary>POST when the memory of a VRAM challenge is filled; the reply is what seeds the reading.</summary>
    public static string ProofFilled(Hash32 challenge) => $"{Challenge(challenge)}/filled";

    /// <summary>POST the signed commitment; the reply is the secret.</summary>
    public static string ProofCommit(Hash32 challenge) => $"{Challenge(challenge)}/commit";

    /// <summary>POST roots and openings; the reply is the verdict.</summary>
    public static string ProofOpen(Hash32 challenge) => $"{Challenge(challenge)}/open";

    /// <summary>POST that there will be no answer.</summary>
    public static string ProofGiveUp(Hash32 challenge) => $"{Challenge(challenge)}/give-up";

    public static string Drain(Address node) => $"{Nodes}/{node}/drain";

    /// <summary>PUT content a submitter brings along as an input; the body must hash to the name.</summary>
    public static string Blob(ContentHash hash) => $"{Blobs}/{hash}";

    private static string Challenge(Hash32 challenge) => $"/v1/node/challenges/{challenge}";

    private static string EscapePath(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
}
