using DePin.NodeAgent.Attempts;
using DePin.NodeAgent.Configuration;
using DePin.NodeAgent.Containers;
using DePin.NodeAgent.Journal;
using DePin.NodeAgent.Owner;
using DePin.NodeAgent.Tests.Journal;
using DePin.Protocol.Wire;
using Microsoft.Extensions.Logging.Abstractions;

namespace DePin.NodeAgent.Tests.Owner;

/// <summary>A known snapshot, a real journal and a spool behind a real socket: what the owner's commands meet.</summary>
internal sealed class OwnedNode : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly TestJournal _file = new();
    private OwnerApi? _api;
    private bool _disposed;

    private OwnedNode(OwnerSnapshot snapshot)
    {
        Board = new OwnerBoard(snapshot);
        Journal = _file.Open();
        Spools = new SpoolDirectory(_directory["attempts"]);
        Control = new OwnerControl(Journal, Spools, Publish, TimeProvider.System, BootClock.KernelBoot)
        {
            Reloads = () => Reloaded,
            Prunes = (order, token) => Pruning(order, token),
        };
    }

    public string Socket => _directory["api.sock"];

    public OwnerBoard Board { get; }

    public NodeJournal Journal { get; }

    public SpoolDirectory Spools { get; }

    public OwnerControl Control { get; }

    /// <summary>What becomes of its configuration when it is read again.</summary>
    public ReloadReport Reloaded { get; set; } = new();

    /// <summary>What becomes of its images; a node that was not told refuses.</summary>
    public Func<PruneOrder, CancellationToken, Task<PruneReport>> Pruning { get; set; } = (_, _) =>
        Task.FromException<PruneReport>(new EngineUnavailableException("told to be away", new IOException()));

    public static async Task<OwnedNode> StartAsync(OwnerSnapshot snapshot, CancellationToken token, string? socket = null)
    {
        OwnedNode node = new(snapshot);
        node._api = await OwnerApi.StartAsync(socket ?? node.Socket, node.Board, node.Control, NullLoggerFactory.Instance, token);
        return node;
    }

    /// <summary>The journal knows this attempt from now on.</summary>
    public void Hold(Lease lease) => TestJournal.Accept(Journal, lease);

    /// <summary>Restarts what the journal is.</summary>
    public NodeJournal Reopen()
    {
        Journal.Dispose();
        return _file.Open();
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        if (_api is not null)
        {
            await _api.DisposeAsync();
        }

        Journal.Dispose();
        _file.Dispose();
        _directory.Dispose();
    }

    /// <summary>What the service draws from its journal after a change.</summary>
    private void Publish()
    {
        DrainStatus? drain = DrainStatus.Of(Journal.Facts, TimeProvider.System, BootClock.KernelBoot);
        OwnerSnapshot old = Board.Current;
        NodeStatus status = old.Status with { Drain = drain, Draining = drain is not null, Accepting = drain is null };
        Board.Publish(old with { Status = status with { Next = NextStep.Of(status) } });
    }
}
