using DePin.Attestation;
using DePin.Attestation.Messages;
using DePin.NodeAgent.Hosting;
using DePin.NodeAgent.Journal;
using DePin.Protocol.Wire;
using DePin.Scheduler.Server;
using DePin.Scheduler.Store;

namespace DePin.Simulation.Scheduling;

/// <summary>What every world begins with and only one needs to make: empty databases, keys, and the nodes' signed capacities.</summary>
internal static class Template
{
    public const string StoreName = "scheduler.db";
    public const string SubmitterToken = "dpn_simulated";
    public const int MaxNodes = 4;
    public const int Cores = 4;

    /// <summary>In memory where the machine has such a file system: worlds are many and short.</summary>
    public static string Root { get; } = Path.Combine(
        Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), $"depin-simulation-{Environment.ProcessId}");

    public static PrivateKey SchedulerKey { get; } = Key(0x5c);

    public static IReadOnlyList<PrivateKey> NodeKeys { get; } =
        [.. Enumerable.Range(0, MaxNodes).Select(number => Key((byte)(0x40 + number)))];

    public static IReadOnlyList<SignedCapacity> Capacities { get; } = [.. NodeKeys.Select(Capacity)];

    public static string Store { get; } = MakeStore();

    public static string Journal { get; } = MakeJournal();

    private static PrivateKey Key(byte fill) => PrivateKey.FromBytes([.. Enumerable.Repeat(fill, 32)]);

    private static string MakeStore()
    {
        string path = Path.Combine(Directory.CreateDirectory(Root).FullName, StoreName);
        using SqliteStore store = SqliteStore.Open(path);
        TokenView view = new("submitter", "submitter", [TokenScope.Submit], 0);
        store.Commit([new StoreWrite.InsertToken(new TokenRow(view, Hash32.Sha256(System.Text.Encoding.UTF8.GetBytes(SubmitterToken))))]);
        return path;
    }

    private static string MakeJournal()
    {
        string path = Path.Combine(Directory.CreateDirectory(Root).FullName, NodeWork.JournalFileName);
        using JournalFile file = JournalFile.Open(path);
        return path;
    }

    private static SignedCapacity Capacity(PrivateKey key)
    {
        Capacity capacity = new()
        {
            CpuMillicores = Cores * 1000,
            CpuModel = "simulated",
            MemoryBytes = 16L << 30,
            DiskBytes = 100L << 30,
            Egress = false,
            Gpus = [],
            Measured = new MachineMeasurement { MeasuredAt = World.Epoch.ToUnixTimeSeconds() },
            Simulated = false,
            AgentVersion = "simulation",
        };
        CapacityStatement statement = new()
        {
            Node = key.Address,
            CapacityDigest = capacity.Digest(),
            MeasuredAt = (ulong)World.Epoch.ToUnixTimeSeconds(),
            ExpiresAt = (ulong)World.Epoch.AddYears(1).ToUnixTimeSeconds(),
            Sequence = 1,
        };
        return new SignedCapacity(capacity, statement, key.Sign(Eip712.Digest(new SchedulerOptions().Domain, statement)));
    }
}
