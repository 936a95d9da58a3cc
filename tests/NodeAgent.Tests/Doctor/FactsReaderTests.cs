using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DePin.Attestation;
using DePin.Attestation.Keystores;
using DePin.NodeAgent.Configuration;
using DePin.NodeAgent.Doctor;
using DePin.NodeAgent.Tests.Containers;
using DePin.NodeAgent.Tests.Owner;

namespace DePin.NodeAgent.Tests.Doctor;

/// <summary>The same faults, planted in real files, sockets, certificates and clocks, and what is gathered of them.</summary>
public sealed class FactsReaderTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [TestCase(null, typeof(KeySight.None))]
    [TestCase("right", typeof(KeySight.Opens))]
    [TestCase("wrong", typeof(KeySight.Refuses))]
    [CancelAfter(60_000)]
    public async Task A_key_is_opened_as_the_service_would_and_never_made(string? password, Type expected, CancellationToken token)
    {
        using PrivateKey key = PrivateKey.Create();
        if (password is not null)
        {
            Keystore.Write(_directory["key.json"], key, "right", new ScryptCost(1024, 8, 1));
        }

        Secret("password", password ?? "any");
        DoctorFacts facts = await ReadAsync(token);

        Assert.That(facts.Key, Is.TypeOf(expected));
        Assert.That(facts.Key is not KeySight.Opens { Address: var address } || address == key.Address);
        Assert.That(File.Exists(_directory["key.json"]), Is.EqualTo(password is not null));
        Assert.That(Found(facts, "state-directory", CheckStatus.Fail).Message, Does.Contain("755"), "the directory of this test");
    }

    [Test, CancelAfter(60_000)]
    public async Task Open_files_are_seen_with_their_modes(CancellationToken token)
    {
        Secret("password", "x");
        File.SetUnixFileMode(_directory["password"], (UnixFileMode)0x1A4);
        DoctorFacts facts = await ReadAsync(token);

        CheckResult found = Found(facts, "key-password", CheckStatus.Fail);
        Assert.That(found.Message, Does.Contain("mode 644"));
        found.Repair!.Apply();
        found.Repair.Apply();
        Assert.That(File.GetUnixFileMode(_directory["password"]), Is.EqualTo(OwnerOnly.FileMode));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_clock_that_is_off_and_another_scheduler_are_seen_in_one_unsigned_call(CancellationToken token)
    {
        await using LoginServer server = await LoginServer.StartAsync(null, token);
        server.Ahead = TimeSpan.FromHours(-1);
        DoctorFacts facts = await ReadAsync(token, server.Url, $"address: {SampleSnapshot.Account(9)}");

        Assert.That(Found(facts, "clock", CheckStatus.Fail).Message, Does.Contain("1h ahead of"));
        Assert.That(Found(facts, "scheduler-key", CheckStatus.Fail).Message, Does.Contain(server.Key.Address.ToString()));
        Assert.That(server.LoggedIn, Is.Empty);
    }

    [TestCase(-30, -1, "expired")]
    [TestCase(-1, 30, "authority is not known")]
    [CancelAfter(60_000)]
    public async Task A_certificate_is_judged_by_the_system_and_the_reason_is_told(int from, int to, string reason, CancellationToken token)
    {
        using X509Certificate2 certificate = Certificate(from, to);
        await using LoginServer server = await LoginServer.StartAsync(certificate, token);
        DoctorFacts facts = await ReadAsync(token, new UriBuilder(server.Url) { Host = "localhost" }.Uri);

        Assert.That(Found(facts, "certificate", CheckStatus.Fail).Message, Does.Contain(reason).And.Contain("localhost"));
        Assert.That(server.LoggedIn, Is.Empty);
    }

    [Test, CancelAfter(60_000)]
    public async Task Nobody_there_is_told_apart_from_a_name_nobody_knows(CancellationToken token)
    {
        DoctorFacts refused = await ReadAsync(token, new Uri("http://127.0.0.1:9"));
        Assert.That(Found(refused, "scheduler", CheckStatus.Fail).Message, Does.Contain("refused"));

        DoctorFacts unknown = await ReadAsync(token, new Uri("https://scheduler.invalid"));
        Assert.That(Found(unknown, "dns", CheckStatus.Fail).Message, Does.Contain("scheduler.invalid"));
        Assert.That(Found(unknown, "scheduler", CheckStatus.Skip).Message, Does.Contain("looked up"));
    }

    [Test, CancelAfter(60_000)]
    public async Task An_engine_that_is_not_there_is_told_apart_from_one_that_does_not_answer(CancellationToken token)
    {
        Assert.That(Found(await ReadAsync(token), "engine", CheckStatus.Fail).Remedy, Does.Contain("apt install docker.io"));

        using (Socket dead = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            dead.Bind(new UnixDomainSocketEndPoint(_directory["bound.sock"]));
            File.Move(_directory["bound.sock"], _directory["engine.sock"]);
        }

        Assert.That(Found(await ReadAsync(token), "engine", CheckStatus.Fail).Remedy, Does.Contain("systemctl start docker"));
    }

    [Test, CancelAfter(120_000)]
    public async Task The_engine_of_this_machine_is_asked_and_nothing_is_changed_by_it(CancellationToken token)
    {
        await TestEngine.RequireAsync();
        EngineSight sight = await new EngineProbe(DePin.Benchmark.Gpus.GpuPaths.Linux, TimeProvider.System)
            .AskAsync(TestEngine.SocketPath, root: false, token);

        Assert.That(sight, Is.TypeOf<EngineSight.Answers>());
        Assert.That(((EngineSight.Answers)sight).Engine.Product, Does.StartWith("Docker").Or.StartWith("Podman"));
    }

    private static CheckResult Found(DoctorFacts facts, string check, CheckStatus status)
    {
        IReadOnlyList<CheckResult> results = Examination.Of(facts);
        return results.FirstOrDefault(result => result.Check == check && result.Status == status)
            ?? throw new AssertionException($"no {status} of {check} in\n{string.Join('\n', results)}");
    }

    private static X509Certificate2 Certificate(int fromDays, int toDays)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=localhost", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 made = request.CreateSelfSigned(now.AddDays(fromDays), now.AddDays(toDays));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    private void Secret(string name, string text)
    {
        File.WriteAllText(_directory[name], text + "\n");
        File.SetUnixFileMode(_directory[name], OwnerOnly.FileMode);
    }

    private Task<DoctorFacts> ReadAsync(CancellationToken token, Uri? scheduler = null, string more = "allowHttp: true")
    {
        File.SetUnixFileMode(_directory.Path, (UnixFileMode)0x1ED);
        File.WriteAllText(_directory["node.yaml"], $$"""
            scheduler: { url: "{{scheduler ?? new Uri("http://127.0.0.1:9")}}", {{more}} }
            beneficiary: "{{SampleSnapshot.Account(2)}}"
            stateDirectory: {{_directory.Path}}
            socket: {{_directory.Path}}/api.sock
            key: { file: {{_directory.Path}}/key.json, passwordFile: {{_directory.Path}}/password }
            containers: { socket: {{_directory.Path}}/engine.sock }
            """);
        ConfigurationFile file = new(_directory["node.yaml"], Chosen: true);
        return new FactsReader(file, new Dictionary<string, string>(), TimeProvider.System, LookUpAsync).ReadAsync(token);
    }

    /// <summary>No resolver is asked in tests.</summary>
    private static Task<IPAddress[]> LookUpAsync(string name, CancellationToken token) => name == "localhost"
        ? Task.FromResult<IPAddress[]>([IPAddress.Loopback])
        : Task.FromException<IPAddress[]>(new SocketException((int)SocketError.HostNotFound));
}
