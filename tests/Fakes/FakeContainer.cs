using System.Formats.Tar;
using DePin.NodeAgent.Containers;
using DePin.NodeAgent.Containers.Devices;

namespace DePin.Fakes;

/// <summary>One container of <see cref="FakeContainerRuntime"/>. Every member is called under the runtime's lock.</summary>
internal sealed class FakeContainer(ContainerSpec spec, FakeJob job, DateTimeOffset created)
{
    private readonly List<byte> _log = [];
    private readonly Dictionary<string, byte[]?> _files = new(StringComparer.Ordinal);

    public ContainerSpec Spec { get; } = spec;

    public FakeJob Job { get; } = job;

    public ContainerState State { get; private set; } = new ContainerState.Created(null);

    public List<ContainerSignal> Signals { get; } = [];

    /// <summary>What every engine gives to every container, and what this one was given.</summary>
    public HashSet<string> Devices { get; } = [.. job.Devices, "/dev/full", "/dev/null", "/dev/zero"];

    public ContainerSnapshot Snapshot => new(Spec.Name, new string('f', 64), Spec.Attempt, Spec.Epoch, Spec.SpecDigest, State);

    /// <summary>Deleted files go with the processes that hold them.</summary>
    public DiskUsage DiskUsage => new(
        Job.Files.Values.Sum(content => (long)content.Length), State is ContainerState.Running ? Job.NamelessBytes : 0,
        Job.Files.Count + Job.EmptyFiles);

    public void Place(PlacedEntry entry)
    {
        string path = entry.Path.TrimEnd('/');
        if (entry is not PlacedEntry.OpenDirectory || _files.GetValueOrDefault(path) is null)
        {
            _files[path] = entry.Source is { } source ? File.ReadAllBytes(source) : null;
        }
    }

    /// <summary>What is in it: content by absolute path, null for a directory. The running job's to change.</summary>
    public Dictionary<string, byte[]?> Files => _files;

    public void Start(DateTimeOffset now)
    {
        State = new ContainerState.Running(now);
        _log.AddRange(Job.Log);
        foreach ((string path, byte[] content) in Job.Files)
        {
            _files[path] = content;
        }

        if (Job.ExitCode is { } code)
        {
            End(code, Job.OomKilled, now);
        }
    }

    public void Write(ReadOnlySpan<byte> bytes) => _log.AddRange(bytes);

    public void End(int code, bool oomKilled, DateTimeOffset now)
    {
        if (State is ContainerState.Running running)
        {
            State = new ContainerState.Exited(code, oomKilled, running.StartedAt, now, "");
        }
    }

    /// <summary>Ends what runs: by the stop signal, or by SIGKILL where that is ignored. False: it does not run.</summary>
    public bool Stop(DateTimeOffset now)
    {
        ContainerSignal signal = Spec.StopSignal ?? ContainerSignal.Terminate;
        bool runs = Signal(signal, now);
        End(Job.IgnoresSignals ? 137 : 128 + (int)signal, oomKilled: false, now);
        return runs;
    }

    /// <summary>False: it does not run.</summary>
    public bool Signal(ContainerSignal signal, DateTimeOffset now)
    {
        if (State is not ContainerState.Running)
        {
            return false;
        }

        Signals.Add(signal);
        if (signal == ContainerSignal.Kill)
        {
            End(137, oomKilled: false, now);
        }

        return true;
    }

    public static StartOutcome Begin(FakeContainer? container, DateTimeOffset now)
    {
        switch (container)
        {
            case null:
                return new StartOutcome.Gone();
            case { State: ContainerState.Exited exited }:
                return new StartOutcome.AlreadyEnded(exited);
            case { State: ContainerState.Created, Job.StartRefusal: { } refusal }:
                return refusal;
            case { State: ContainerState.Created }:
                container.Start(now);
                return new StartOutcome.Started();
            default:
                return new StartOutcome.Started();
        }
    }

    public static DeviceAccess Probe(FakeContainer? container, IReadOnlyList<string> nodes)
    {
        if (container is not { State: ContainerState.Running })
        {
            return new DeviceAccess.Unknown("the container does not run");
        }

        return nodes.FirstOrDefault(node => !container.Devices.Contains(node)) is { } refused
            ? new DeviceAccess.Refused(refused)
            : new DeviceAccess.Open();
    }

    /// <summary>Null: there is no more yet.</summary>
    public LogChunk? LogFrom(long offset)
    {
        if (offset >= _log.Count)
        {
            return null;
        }

        byte[] bytes = [.. _log.GetRange((int)offset, (int)Math.Min(LogChunk.MaxBytes, _log.Count - offset))];
        long stamp = created.ToUnixTimeMilliseconds() * 1_000_000;
        long next = offset + bytes.Length;
        return new LogChunk.Data(bytes, new LogPosition(next, next, stamp, stamp));
    }

    /// <summary>As the engine answers: entries begin with the last part of the path. Null: nothing is there.</summary>
    public Stream? Archive(string path)
    {
        string root = path.TrimEnd('/');
        string[] inside =
        [
            .. _files.Keys
                .Where(file => file == root || file.StartsWith($"{root}/", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal),
        ];
        if (inside.Length == 0)
        {
            return null;
        }

        int skip = root.LastIndexOf('/') + 1;
        MemoryStream tar = new();
        using (TarWriter writer = new(tar, TarEntryFormat.Pax, leaveOpen: true))
        {
            if (!_files.ContainsKey(root))
            {
                writer.WriteEntry(new PaxTarEntry(TarEntryType.Directory, $"{root[skip..]}/"));
            }

            foreach (string file in inside)
            {
                writer.WriteEntry(_files[file] is { } content
                    ? new PaxTarEntry(TarEntryType.RegularFile, file[skip..]) { DataStream = new MemoryStream(content) }
                    : new PaxTarEntry(TarEntryType.Directory, $"{file[skip..]}/"));
            }
        }

        tar.Position = 0;
        return tar;
    }
}
