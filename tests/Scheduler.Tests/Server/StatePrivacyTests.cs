using System.Collections.Concurrent;
using DePin.Attestation;
using DePin.Attestation.Keystores;
using DePin.Scheduler.Server;
using Microsoft.Extensions.Logging;

namespace DePin.Scheduler.Tests.Server;

/// <summary>What others on the machine may read of a scheduler: nothing.</summary>
internal sealed class StatePrivacyTests : IDisposable
{
    private const UnixFileMode OfOthers = (UnixFileMode)0b000_111_111;

    private static readonly ScryptCost _cheap = new(16, 1, 1);

    private readonly TemporaryDirectory _directory = new();

    private string State => _directory.File("state");

    public void Dispose() => _directory.Dispose();

    [Test, CancelAfter(60_000)]
    public async Task Nobody_else_may_read_a_new_state_directory_or_anything_in_it(CancellationToken token)
    {
        // Others may enter the directory, as where an administrator made it: what is made in it must be private by itself.
        Directory.CreateDirectory(State);
        await File.WriteAllTextAsync(Path.Combine(State, "notes-of-the-administrator"), "", token);
        File.SetUnixFileMode(State, OwnerOnly.DirectoryMode | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);

        await using SchedulerServer server = await StartAsync([], token);

        string[] open = [.. Directory.GetFileSystemEntries(State).Where(path => (File.GetUnixFileMode(path) & OfOthers) != 0)];
        Assert.That(open.Select(Path.GetFileName), Is.EqualTo(new[] { "notes-of-the-administrator" }));
        Assert.That(Directory.GetFiles(State).Select(Path.GetFileName), Does.Contain("scheduler.db-wal"));
    }

    [Test, CancelAfter(60_000)]
    public async Task What_others_could_read_before_is_closed_and_said(CancellationToken token)
    {
        await (await StartAsync([], token)).DisposeAsync();
        File.SetUnixFileMode(State, OwnerOnly.DirectoryMode | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        foreach (string name in new[] { "scheduler.db", "operator.token" })
        {
            File.SetUnixFileMode(Path.Combine(State, name), OwnerOnly.FileMode | UnixFileMode.OtherRead);
        }

        ConcurrentQueue<string> said = [];
        await using SchedulerServer server = await StartAsync(said, token);

        string[] all = [State, .. Directory.GetFileSystemEntries(State)];
        Assert.That(all.Where(path => (File.GetUnixFileMode(path) & OfOthers) != 0), Is.Empty);
        Assert.That(said, Has.Some.EqualTo($"{State}/scheduler.db had mode 604, so that others could use it; it is 600 from now on."));
        Assert.That(said, Has.Some.StartsWith($"{State}/operator.token had mode 604"));
        Assert.That(said, Has.Some.StartsWith($"{State} had mode 705"));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_key_that_others_could_read_is_refused_and_not_closed_in_silence(CancellationToken token)
    {
        await (await StartAsync([], token)).DisposeAsync();
        string key = Path.Combine(State, "scheduler.key");
        File.SetUnixFileMode(key, OwnerOnly.FileMode | UnixFileMode.OtherRead);

        CannotStartException refusal = Assert.ThrowsAsync<CannotStartException>(() => StartAsync([], token))!;

        Assert.That(refusal.Message, Does.Contain("mode 604 lets others use the key: chmod 600 it"));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_keystores_password_that_others_could_read_is_refused(CancellationToken token)
    {
        string keystore = _directory.File("keystore.json");
        string password = _directory.File("password");
        using (PrivateKey key = PrivateKey.Create())
        {
            Keystore.Write(keystore, key, "secret", _cheap);
        }

        await File.WriteAllTextAsync(password, "secret\n", token);
        File.SetUnixFileMode(password, OwnerOnly.FileMode | UnixFileMode.GroupRead);
        void ByKeystore(SchedulerOptions options) => (options.KeystoreFile, options.KeystorePasswordFile) = (keystore, password);

        CannotStartException refusal = Assert.ThrowsAsync<CannotStartException>(() => StartAsync([], token, ByKeystore))!;
        Assert.That(refusal.Message, Does.Contain($"{password}: mode 640 lets others use the password: chmod 600 it"));

        File.SetUnixFileMode(password, OwnerOnly.FileMode);
        await (await StartAsync([], token, ByKeystore)).DisposeAsync();
    }

    private Task<SchedulerServer> StartAsync(ConcurrentQueue<string> said, CancellationToken token,
        Action<SchedulerOptions>? configure = null)
    {
        SchedulerOptions options = new() { StateDirectory = State, Listen = ["http://127.0.0.1:0"] };
        configure?.Invoke(options);
        return SchedulerServer.StartAsync(options, TimeProvider.System, logging => logging.AddProvider(new Listener(said)), token);
    }

    private sealed class Listener(ConcurrentQueue<string> said) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) => said.Enqueue(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
