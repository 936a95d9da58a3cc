using System.Text;
using DePin.Attestation;
using DePin.NodeAgent.Configuration;
using Microsoft.Extensions.Logging;

namespace DePin.NodeAgent.Tests.Configuration;

public sealed class NodeOptionsReaderTests
{
    private const string Beneficiary = "0x00000000000000000000000000000000000000bb";

    private const string Least = $"""
        scheduler:
          url: https://scheduler.example
        beneficiary: {Beneficiary}
        """;

    private const string Everything = $$"""
        # every key there is
        scheduler:
          url: http://10.0.0.7:8080
          address: 0x00000000000000000000000000000000000000AA
          chainId: 31337
          verifyingContract: "0x00000000000000000000000000000000000000cc"
          allowHttp: true
        beneficiary: {{Beneficiary}}
        stateDirectory: /srv/depin/
        socket: /srv/depin/api.sock
        key: { file: /srv/key, passwordFile: /srv/password }
        offer:
          reserve: { cpu: 500m, memory: 2GiB, disk: 1TB }
          maxJobs: 3
          egress: false
        containers:
          socket: /run/podman/podman.sock
          runtime: runsc
          sandboxes: 0
          allowRegistries: [127.0.0.1, "lan:5000"]
          maxImage: 20GiB
          imageCache: 0B
        logLevel: debug
        """;

    [Test]
    public void The_least_configuration_takes_every_documented_default()
    {
        NodeOptions options = Valid(Least);
        Assert.That(options.Scheduler, Is.EqualTo(new SchedulerEndpoint { Url = new Uri("https://scheduler.example") }));
        Assert.That(options.Beneficiary, Is.EqualTo(Address.Parse(Beneficiary)));
        Assert.That(options.StateDirectory, Is.EqualTo("/var/lib/depin-node"));
        Assert.That(options.Socket, Is.EqualTo("/run/depin-node/api.sock"));
        Assert.That(options.Key, Is.EqualTo(new KeySource.Keystore
        {
            Path = "/var/lib/depin-node/key.json",
            Password = new PasswordSource.Credential("depin-node-key"),
        }));
        Assert.That(options.Offer, Is.EqualTo(new OfferOptions()));
        Assert.That(options.Containers, Is.EqualTo(new ContainerOptions()));
        Assert.That(options.LogLevel, Is.EqualTo(LogLevel.Information));
    }

    [Test]
    public void Every_key_reaches_its_option()
    {
        NodeOptions options = Valid(Everything);
        Assert.That(options.Scheduler, Is.EqualTo(new SchedulerEndpoint
        {
            Url = new Uri("http://10.0.0.7:8080"),
            Address = Address.Parse("0x00000000000000000000000000000000000000aa"),
            ChainId = 31337,
            VerifyingContract = Address.Parse("0x00000000000000000000000000000000000000cc"),
            AllowHttp = true,
        }));
        Assert.That(options.StateDirectory, Is.EqualTo("/srv/depin"));
        Assert.That(options.Socket, Is.EqualTo("/srv/depin/api.sock"));
        PasswordSource password = new PasswordSource.File("/srv/password");
        Assert.That(options.Key, Is.EqualTo(new KeySource.Keystore { Path = "/srv/key", Password = password }));
        Assert.That(options.Offer, Is.EqualTo(new OfferOptions
        {
            ReserveCpuMillicores = 500,
            ReserveMemoryBytes = 2L << 30,
            ReserveDiskBytes = 1_000_000_000_000,
            MaxJobs = 3,
            Egress = false,
        }));
        Assert.That(
            options.Containers,
            Is.EqualTo(new ContainerOptions
            {
                Socket = "/run/podman/podman.sock",
                Runtime = ContainerRuntime.Runsc,
                Sandboxes = 0,
                AllowRegistries = ["127.0.0.1", "lan:5000"],
                MaxImageBytes = 20L << 30,
                ImageCacheBytes = 0,
            }));
        Assert.That(options.LogLevel, Is.EqualTo(LogLevel.Debug));
    }

    [Test]
    public void The_reserve_and_its_neighbours_may_come_in_any_order()
    {
        OfferOptions offer = Valid(Least + "\noffer: { maxJobs: 2, reserve: { memory: 3GiB }, egress: false }").Offer;
        Assert.That(offer, Is.EqualTo(new OfferOptions { MaxJobs = 2, ReserveMemoryBytes = 3L << 30, Egress = false }));
    }

    [Test]
    public void A_plain_key_needs_no_password() =>
        Assert.That(Valid(Least + "\nkey: { plain: true, file: /k }").Key, Is.EqualTo(new KeySource.RawFile { Path = "/k" }));

    [Test]
    public void A_key_without_a_path_lives_in_the_state_directory() =>
        Assert.That(Valid(Least + "\nstateDirectory: /srv/x\nkey: { passwordCredential: pw }").Key, Is.EqualTo(new KeySource.Keystore
        {
            Path = "/srv/x/key.json",
            Password = new PasswordSource.Credential("pw"),
        }));

    [TestCase("http://127.0.0.1:8080")]
    [TestCase("http://[::1]:8080")]
    [TestCase("http://localhost:8080")]
    public void Plain_http_is_fine_to_loopback(string url)
    {
        string yaml = Least.Replace("https://scheduler.example", url, StringComparison.Ordinal);
        Assert.That(Valid(yaml).Scheduler.Url, Is.EqualTo(new Uri(url)));
    }

    [Test]
    public void Variables_stand_over_the_file()
    {
        NodeOptions options = Valid(
            Everything,
            ("DEPIN_NODE_SCHEDULER_URL", "https://other.example"), ("DEPIN_NODE_OFFER_RESERVE_MEMORY", "7GiB"),
            ("DEPIN_NODE_OFFER_MAX_JOBS", "9"), ("DEPIN_NODE_SCHEDULER_CHAIN_ID", "5"),
            ("DEPIN_NODE_KEY_PASSWORD_FILE", "/other"), ("DEPIN_NODE_OFFER_EGRESS", "true"));
        Assert.That(options.Scheduler.Url, Is.EqualTo(new Uri("https://other.example")));
        Assert.That(options.Scheduler.ChainId, Is.EqualTo(5));
        Assert.That(options.Offer.ReserveMemoryBytes, Is.EqualTo(7L << 30));
        Assert.That(options.Offer.ReserveCpuMillicores, Is.EqualTo(500), "what no variable names stays");
        Assert.That(options.Offer.MaxJobs, Is.EqualTo(9));
        Assert.That(options.Offer.Egress);
        Assert.That(((KeySource.Keystore)options.Key).Password, Is.EqualTo(new PasswordSource.File("/other")));
    }

    [TestCase("")]
    [TestCase("# all of it commented out\n\n   # and this\r\n")]
    public void Variables_can_be_the_whole_configuration(string file)
    {
        NodeOptions options = Valid(file, ("DEPIN_NODE_SCHEDULER_URL", "https://a.example"), ("DEPIN_NODE_BENEFICIARY", Beneficiary));
        Assert.That(options.Scheduler.Url, Is.EqualTo(new Uri("https://a.example")));
    }

    [Test]
    public void An_empty_variable_counts_as_unset_and_other_programs_variables_are_none_of_ours() =>
        Assert.That(
            Valid(Least, ("DEPIN_NODE_SOCKET", ""), ("DEPIN_SCHEDULER_URL", "x"), ("DEPIN_NODE_CONFIG", "/etc/x"), ("HOME", "/")).Socket,
            Is.EqualTo(NodeOptions.DefaultSocket));

    [Test]
    public void A_wrong_variable_is_named_instead_of_a_line()
    {
        ConfigurationError[] errors = Invalid(Least, ("DEPIN_NODE_OFFER_MAX_JOBS", "many"), ("DEPIN_NODE_SCHEDULR_URL", "https://x"));
        Assert.That(errors.Select(error => error.ToString()), Is.EqualTo(new[]
        {
            "DEPIN_NODE_SCHEDULR_URL: is no variable of depin-node; did you mean DEPIN_NODE_SCHEDULER_URL?",
            "DEPIN_NODE_OFFER_MAX_JOBS: offer.maxJobs 'many' is not a whole number; write a whole number from 1 to 64",
        }));
    }

    [Test]
    public void Several_errors_are_told_at_once_in_the_order_of_their_lines()
    {
        ConfigurationError[] errors = Invalid("""
            scheduler: { url: ftp://x }
            offer: { maxJobs: 0 }
            logLevel: loud
            beneficary: 0x00
            """);
        Assert.That(errors.Select(error => (error.Place, error.Key)), Is.EqualTo(new[]
        {
            ("node.yaml:1:1", "beneficiary"),
            ("node.yaml:1:19", "scheduler.url"),
            ("node.yaml:2:19", "offer.maxJobs"),
            ("node.yaml:3:11", "logLevel"),
            ("node.yaml:4:1", "beneficary"),
        }));
    }

    [TestCaseSource(typeof(BadConfigurations), nameof(BadConfigurations.All))]
    public void A_bad_file_is_refused_with_place_key_and_remedy(string yaml, string place, string key, string message)
    {
        ConfigurationError[] errors = Invalid(yaml);
        ConfigurationError? error = errors.FirstOrDefault(candidate => candidate.Place == place && candidate.Key == key);
        Assert.That(error, Is.Not.Null, string.Join('\n', errors.AsEnumerable()));
        Assert.That(error!.Message + "; " + error.Remedy, Does.Contain(message));
        Assert.That(error.Remedy, Is.Not.Empty);
    }

    [Test]
    public void Random_damage_never_throws([Random(5)] int seed)
    {
        TestContext.Out.WriteLine($"seed {seed}");
        Random random = new(seed);
        byte[] good = Encoding.UTF8.GetBytes(Everything);
        for (int i = 0; i < 200; i++)
        {
            byte[] bad = [.. good];
            for (int hits = random.Next(1, 6); hits > 0; hits--)
            {
                bad[random.Next(bad.Length)] = (byte)random.Next(256);
            }

            Assert.That(() => NodeOptionsReader.Read(bad, "node.yaml", new Dictionary<string, string>()), Throws.Nothing);
        }
    }

    private static NodeOptions Valid(string yaml, params (string Name, string Value)[] environment)
    {
        NodeOptionsResult result = Read(yaml, environment);
        string errors = result is NodeOptionsResult.Invalid invalid ? string.Join('\n', invalid.Errors) : "";
        Assert.That(result, Is.TypeOf<NodeOptionsResult.Valid>(), errors);
        return ((NodeOptionsResult.Valid)result).Options;
    }

    private static ConfigurationError[] Invalid(string yaml, params (string Name, string Value)[] environment)
    {
        NodeOptionsResult result = Read(yaml, environment);
        Assert.That(result, Is.TypeOf<NodeOptionsResult.Invalid>());
        return [.. ((NodeOptionsResult.Invalid)result).Errors];
    }

    private static NodeOptionsResult Read(string yaml, (string Name, string Value)[] environment) =>
        NodeOptionsReader.Read(Encoding.UTF8.GetBytes(yaml), "node.yaml", environment.ToDictionary(pair => pair.Name, pair => pair.Value));
}
