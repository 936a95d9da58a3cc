using DePin.Attestation;
using DePin.NodeAgent.Containers;
using DePin.Protocol;

namespace DePin.NodeAgent.Tests.Containers;

public sealed class FakeContainerRuntimeTests : DeviceConformance
{
    private readonly FakeContainerRuntime _fake = new(TimeProvider.System);
    private ConformanceJob? _job;

    private protected override EngineImage Image { get; } = EngineImage.Parse("r.example/job").At(Hash32.Sha256("job"u8));

    private protected override IContainerRuntime Open() => _fake;

    private protected override ContainerSpec Spec(ConformanceJob job)
    {
        _job = job;
        return new ContainerSpec
        {
            Attempt = new AttemptId(Hash32.Random()),
            Epoch = 1,
            SpecDigest = Hash32.Sha256("spec"u8),
            Image = Image,
            Limits = new ContainerLimits(500, 64 << 20, 1 << 20, 64 << 20),
        };
    }

    [SetUp]
    public async Task Pull_the_image()
    {
        _fake.AddImage(Image, Image.Digest!.Value);
        _fake.Jobs = _ => _job!.Fake;
        await _fake.PullAsync(Image, null, CancellationToken.None);
    }

    [Test, CancelAfter(10_000)]
    public async Task Call_told_to_fail_after_its_effect_has_had_it(CancellationToken token)
    {
        ContainerSpec spec = Spec(ConformanceJob.Ends(0));
        _fake.FailCall(1, new EngineUnavailableException("cut", new IOException()), afterEffect: true);

        Assert.That(async () => await _fake.CreateAsync(spec, token), Throws.TypeOf<EngineUnavailableException>());
        Assert.That(await _fake.CreateAsync(spec, token), Is.TypeOf<CreateOutcome.Adopted>());
        Assert.That(_fake.Calls, Is.EqualTo(new[] { $"pull {Image}", $"create {spec.Name}", $"create {spec.Name}" }));
    }

    [Test, CancelAfter(10_000)]
    public async Task Call_told_to_fail_before_its_effect_has_not_had_it(CancellationToken token)
    {
        ContainerSpec spec = Spec(ConformanceJob.Ends(0));
        _fake.FailCall(1, new EngineUnavailableException("cut", new IOException()));

        Assert.That(async () => await _fake.CreateAsync(spec, token), Throws.TypeOf<EngineUnavailableException>());
        Assert.That(await _fake.CreateAsync(spec, token), Is.TypeOf<CreateOutcome.Created>());
    }

    [Test, CancelAfter(10_000)]
    public void Fake_that_was_not_told_what_a_container_does_fails(CancellationToken token)
    {
        ContainerSpec spec = Spec(ConformanceJob.Ends(0));
        _fake.Jobs = null;

        Assert.That(async () => await _fake.CreateAsync(spec, token), Throws.InvalidOperationException);
    }
}
