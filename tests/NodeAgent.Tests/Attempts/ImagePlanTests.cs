using DePin.Attestation;
using DePin.NodeAgent.Attempts;
using DePin.NodeAgent.Attempts.Images;
using DePin.NodeAgent.Journal;
using DePin.Protocol.Jobs;

namespace DePin.NodeAgent.Tests.Attempts;

public sealed class ImagePlanTests
{
    private const string Repository = "r.example/team/job";
    private static readonly ContentHash _digest = new(Hash32.Sha256("an image"u8));
    private static readonly PulledImage _image = new($"{Repository}@{_digest}", "sha256:1", 10, 1);

    [Test]
    public void The_longest_unused_goes_first() => Assert.That(
        ImagePlan.Unused([Other(1, 30), Other(2, 10), Other(3, 20)], [], new HashSet<string>()).Select(image => image.UsedAt),
        Is.EqualTo(new[] { 10, 20, 30 }));

    [Test]
    public void What_a_container_uses_stays_whoever_it_belongs_to() =>
        Assert.That(ImagePlan.Unused([_image, Other(2, 1)], [], new HashSet<string> { "sha256:1" }), Is.EqualTo(new[] { Other(2, 1) }));

    [Test]
    public void What_was_begun_and_never_arrived_is_forgotten_before_anything_is_removed() => Assert.That(
        ImagePlan.Unused([Other(1, 10), Other(2, 99) with { Id = null }], [], new HashSet<string>()).Select(image => image.UsedAt),
        Is.EqualTo(new[] { 99, 10 }));

    [TestCase(0, 3)]
    [TestCase(10, 2)]
    [TestCase(19, 2)]
    [TestCase(20, 1)]
    [TestCase(30, 0)]
    public void An_owner_who_keeps_so_much_loses_the_longest_unused(long keep, int gone)
    {
        PulledImage[] unused = [Other(1, 1) with { Bytes = 10 }, Other(2, 2) with { Bytes = 10 }, Other(3, 3) with { Bytes = 10 }];

        Assert.That(ImagePlan.Beyond(unused, keep), Is.EqualTo(unused[..gone]));
    }

    [TestCaseSource(nameof(Wanting))]
    public void What_an_attempt_wants_stays(string image, AttemptState state, bool stays) => Assert.That(
        ImagePlan.Unused([_image], [Attempt(image, state)], new HashSet<string>()), Has.Count.EqualTo(stays ? 0 : 1));

    [TestCase(100, 100, ExpectedResult = false)]
    [TestCase(99, 100, ExpectedResult = true)]
    [TestCase(0, 0, ExpectedResult = false)]
    [TestCase(null, long.MaxValue, ExpectedResult = false)]
    public bool The_owner_keeps_so_many_bytes(long? cache, long bytes) =>
        ImagePlan.AreTooMany([_image with { Bytes = bytes }], new ImageRules(1000, cache));

    [Test]
    public void Nobody_keeps_more_images_than_the_engine_bears()
    {
        List<PulledImage> images = [.. Enumerable.Range(0, ImageRules.MostKept).Select(number => Other(number, 0))];
        Assert.That(ImagePlan.AreTooMany(images, ImageRules.Default), Is.False);
        Assert.That(ImagePlan.AreTooMany([.. images, Other(-1, 0)], ImageRules.Default), Is.True);
    }

    private static IEnumerable<TestCaseData> Wanting()
    {
        ContentHash other = new(Hash32.Sha256("another"u8));
        string pinned = $"{Repository}@{_digest}";
        yield return new TestCaseData(pinned, new AttemptState.Accepted(), true);
        yield return new TestCaseData($"{Repository}@{other}", new AttemptState.Accepted(), false);
        yield return new TestCaseData($"{Repository}:1", new AttemptState.Accepted(), true);
        yield return new TestCaseData("r.example/team/another:1", new AttemptState.Accepted(), false);
        yield return new TestCaseData($"{Repository}:1", new AttemptState.Preparing(null), true);
        yield return new TestCaseData($"{Repository}:1", new AttemptState.Preparing(_digest), true);
        yield return new TestCaseData($"{Repository}:1", new AttemptState.Preparing(other), false);
        yield return new TestCaseData(pinned, new AttemptState.Created(_digest), true);
        yield return new TestCaseData(pinned, new AttemptState.Lost("x"), false);
        yield return new TestCaseData(pinned, new AttemptState.Ended(null, "x", -1, null, 0), false);
    }

    private static PulledImage Other(int number, long usedAt) =>
        new($"{Repository}@{new ContentHash(Hash32.Sha256(BitConverter.GetBytes(number)))}", $"sha256:other-{number}", 10, usedAt);

    private static Attempt Attempt(string image, AttemptState state) =>
        AttemptFixture.Attempt(state, AttemptFixture.Lease(spec: AttemptFixture.Spec with { Image = ImageReference.Parse(image) }));
}
