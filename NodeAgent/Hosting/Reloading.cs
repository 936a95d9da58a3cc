using System.Runtime.InteropServices;
using DePin.NodeAgent.Attempts.Images;
using DePin.NodeAgent.Attempts.Room;
using DePin.NodeAgent.Configuration;

namespace DePin.NodeAgent.Hosting;

/// <summary>
/// Reads the configuration again when its owner says so (SIGHUP, or <c>depin-node config reload</c>) and has the running service go by it
/// as far as that is possible without a restart. One that cannot be used changes nothing.
/// </summary>
internal sealed partial class Reloading : IDisposable
{
    private readonly Lock _gate = new();
    private readonly LiveSettings _settings;
    private readonly Func<NodeOptionsResult> _read;
    private readonly NodeWork _work;
    private readonly MachineOffer _offer;
    private readonly LevelSwitch _level;
    private readonly SystemdNotifier _systemd;
    private readonly ILogger _logger;
    private readonly PosixSignalRegistration _hangup;
    private volatile ReloadReport? _last;

    public Reloading(
        LiveSettings settings, Func<NodeOptionsResult> read, NodeWork work, MachineOffer offer, LevelSwitch level, SystemdNotifier systemd,
        ILogger logger)
    {
        (_settings, _read, _work, _offer, _level, _systemd, _logger) = (settings, read, work, offer, level, systemd, logger);
        _hangup = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            Reload();
        });
    }

    /// <summary>What became of the last one; null before.</summary>
    public ReloadReport? Last => _last;

    public ReloadReport Reload()
    {
        lock (_gate)
        {
            _systemd.Reloading();
            ReloadReport report = _settings.Adopt(_read());
            NodeOptions options = _settings.Options;
            _level.Level = options.LogLevel;
            _work.Adopt(
                options.Offer.MaxJobs,
                RoomReserve.Of(options.Offer.ReserveDiskBytes),
                new ImageRules(options.Containers.MaxImageBytes, options.Containers.ImageCacheBytes));
            _offer.Adopt(options);
            _last = report;
            Tell(report);
            _systemd.Ready();
            return report;
        }
    }

    public void Dispose() => _hangup.Dispose();

    private void Tell(ReloadReport report)
    {
        foreach (ConfigurationError error in report.Errors)
        {
            Log.Wrong(_logger, error.ToString());
        }

        if (report.Errors.Count > 0)
        {
            Log.Unchanged(_logger, report.Errors.Count);
            return;
        }

        Log.Adopted(_logger, report.Adopted.Count == 0 ? "nothing changed" : string.Join(", ", report.Adopted));
        if (report.NeedRestart.Count > 0)
        {
            Log.NeedRestart(_logger, string.Join(", ", report.NeedRestart));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "{Error}")]
        public static partial void Wrong(ILogger logger, string error);

        [LoggerMessage(
            LogLevel.Error, "The configuration was read again and cannot be used for {Count} reason(s): the service goes on as before.")]
        public static partial void Unchanged(ILogger logger, int count);

        [LoggerMessage(LogLevel.Information, "The configuration was read again; from now on holds: {Keys}.")]
        public static partial void Adopted(ILogger logger, string keys);

        [LoggerMessage(
            LogLevel.Warning,
            "These keys hold after a restart of the service (systemctl restart depin-node), which no running job notices: {Keys}.")]
        public static partial void NeedRestart(ILogger logger, string keys);
    }
}
