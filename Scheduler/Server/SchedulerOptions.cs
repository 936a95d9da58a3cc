using DePin.Attestation;
using DePin.Protocol.Wire;
using DePin.Scheduler.Auditing;
using DePin.Scheduler.Engine;
using DePin.Scheduler.Pricing;

namespace DePin.Scheduler.Server;

/// <summary>Everything a scheduler can be told. Every default is meant for use; <see cref="StateDirectory"/> alone must be given.</summary>
public sealed class SchedulerOptions
{
    /// <summary>Addresses to listen on; port 0 takes a free one. Default: <c>http://127.0.0.1:7878</c>.</summary>
    public IReadOnlyList<string> Listen { get; set; } = ["http://127.0.0.1:7878"];

    /// <summary>Where the store, logs, blobs, key and operator token are kept. Made with mode 0700 when missing.</summary>
    public string StateDirectory { get; set; } = "";

    /// <summary>
    /// Ethereum keystore (v3) of the counter-signing key; null for <c>scheduler.key</c> in the state directory, made on the first start.
    /// </summary>
    public string? KeystoreFile { get; set; }

    /// <summary>File whose first line is the keystore's password; refused where others may read it.</summary>
    public string? KeystorePasswordFile { get; set; }

    /// <summary>PEM file of the certificate chain for <c>https</c> addresses; null when there are none.</summary>
    public string? CertificateFile { get; set; }

    /// <summary>PEM file of the certificate's private key.</summary>
    public string? CertificateKeyFile { get; set; }

    /// <summary>EIP-155 chain id of the reward contract, part of the domain of every signature. Default: 31337, a local chain.</summary>
    public ulong ChainId { get; set; } = 31337;

    /// <summary>The reward contract. Default: the zero address, for a scheduler without one.</summary>
    public Address VerifyingContract { get; set; }

    /// <summary>List price of a processor core for an hour, in tokens. Default: 0.01.</summary>
    public string CoreHourPrice { get; set; } = "0.01";

    /// <summary>List price of a GPU for an hour, in tokens. Default: 1.</summary>
    public string GpuHourPrice { get; set; } = "1";

    /// <summary>How long a lease lives without renewal. Default: 60 s.</summary>
    public TimeSpan LeaseTtl { get; set; } = WireLimits.LeaseTtl;

    /// <summary>Silence after which a node's jobs may go to another one. Default: 120 s.</summary>
    public TimeSpan ReassignAfter { get; set; } = TimeSpan.FromSeconds(120);

    /// <summary>
    /// What every live lease gets on top of <see cref="ReassignAfter"/> after a start, so that all nodes can come back. Default: 60 s.
    /// </summary>
    public TimeSpan ReconnectBudget { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a sync that has nothing to say is held, spread by ±20 %. Default: 20 s.</summary>
    public TimeSpan SyncHold { get; set; } = WireLimits.SyncHold;

    /// <summary>Placements that may end by a host or network fault before the job does. Default: 5.</summary>
    public int MaxPlacements { get; set; } = 5;

    /// <summary>Jobs that may wait or run at once. Default: 1 000 000.</summary>
    public int MaxLiveJobs { get; set; } = 1_000_000;

    /// <summary>Nodes that may be known. Default: 200 000.</summary>
    public int MaxNodes { get; set; } = 200_000;

    /// <summary>How far a node's clock may be off, in logins and attestations. Default: 5 min.</summary>
    public TimeSpan ClockTolerance { get; set; } = WireLimits.ClockTolerance;

    /// <summary>How long a login nonce can be used. Default: 60 s.</summary>
    public TimeSpan NonceLifetime { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a node's bearer token lives. Default: 1 h.</summary>
    public TimeSpan SessionLifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Accept capacity that a simulated driver reported: for tests only. Default: false.</summary>
    public bool AcceptSimulated { get; set; }

    /// <summary>Largest artifact or input, in bytes. Default: 1 TiB.</summary>
    public long MaxBlobBytes { get; set; } = 1L << 40;

    /// <summary>Bytes of inputs that one token may have brought and keep here. Default: 256 GiB.</summary>
    public long MaxBlobBytesPerToken { get; set; } = 256L << 30;

    /// <summary>Inputs that one token may have brought and keep here. Default: 10 000.</summary>
    public int MaxBlobsPerToken { get; set; } = 10_000;

    /// <summary>How long an input stays that no job names, from its arrival or the end of the last job that did. Default: 24 h.</summary>
    public TimeSpan BlobRetention { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Readers that may follow logs at once. Default: 10 000.</summary>
    public int MaxFollowers { get; set; } = 10_000;

    /// <summary>How GPUs are made to prove what they are.</summary>
    public AuditOptions Audit { get; set; } = new();

    internal Eip712Domain Domain => Eip712Domain.DePin(ChainId, VerifyingContract);

    /// <summary>Everything that is wrong with these options; empty when they can be used.</summary>
    public IReadOnlyList<string> Validate()
    {
        List<string> errors = [];
        Require(errors, StateDirectory.Length > 0, "state directory", "is not set", "name a directory, such as /var/lib/depin-scheduler");
        Require(errors, Listen.Count > 0, "listen", "is empty", "give at least one address, such as http://127.0.0.1:7878");
        foreach (string address in Listen)
        {
            bool valid = Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https"
                && uri.PathAndQuery == "/";
            Require(errors, valid, "listen", $"'{address}' is not an address", "write it like http://127.0.0.1:7878");
            Require(errors, !valid || uri!.Scheme == "http" || (CertificateFile is not null && CertificateKeyFile is not null),
                "listen", $"'{address}' needs a certificate", "set the certificate file and its key file");
        }

        Require(errors, KeystoreFile is null || KeystorePasswordFile is not null,
            "keystore", "has no password file", "name the file that holds its password");
        Require(errors, Amount.TryParse(CoreHourPrice, out _), "core-hour price", $"'{CoreHourPrice}' is not an amount",
            "write it like 0.01");
        Require(errors, Amount.TryParse(GpuHourPrice, out _), "GPU-hour price", $"'{GpuHourPrice}' is not an amount", "write it like 1.20");
        Require(errors, LeaseTtl >= TimeSpan.FromSeconds(1), "lease TTL", $"{LeaseTtl} is too short", "use at least 1 s");
        Require(errors, SyncHold > TimeSpan.Zero && SyncHold * 1.2 < LeaseTtl, "sync hold",
            $"{SyncHold} + 20 % is not below the lease TTL {LeaseTtl}", "hold for a third of it");
        Require(errors, ReassignAfter > LeaseTtl, "reassign-after", $"{ReassignAfter} is not above the lease TTL {LeaseTtl}",
            "use twice the TTL");
        Require(errors, ReconnectBudget >= TimeSpan.Zero, "reconnect budget", $"{ReconnectBudget} is negative", "use 0 or more");
        Require(errors, BlobRetention >= TimeSpan.FromMinutes(1), "blob retention",
            $"{BlobRetention} is too short to bring an input and name it", "use at least 1 min");
        foreach ((string name, string fact, string remedy) in Audit.Validate())
        {
            Require(errors, false, name, fact, remedy);
        }

        Require(errors, MaxPlacements is > 0 and <= 1000, "max placements", $"{MaxPlacements} is out of range", "use 1 to 1000");
        return errors;
    }

    internal EngineRules ToRules() => new()
    {
        LeaseTtl = LeaseTtl,
        ReassignAfter = ReassignAfter,
        ReconnectBudget = ReconnectBudget,
        MaxPlacements = MaxPlacements,
        MaxLiveJobs = MaxLiveJobs,
        MaxNodes = MaxNodes,
        ClockTolerance = ClockTolerance,
        Audit = Audit.ToRules(),
        Price = new PriceList(Amount.Parse(CoreHourPrice), Amount.Parse(GpuHourPrice)),
    };

    private static void Require(List<string> errors, bool holds, string name, string fact, string remedy)
    {
        if (!holds)
        {
            errors.Add($"{name}: {fact}; {remedy}");
        }
    }
}
