using System.Formats.Tar;
using System.Text;
using DePin.NodeAgent.Attempts;
using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Tests.Attempts;

public sealed class OutputCollectorTests
{
    private readonly string _directory = Directory.CreateTempSubdirectory("depin-outputs-").FullName;

    [TearDown]
    public void Remove() => Directory.Delete(_directory, recursive: true);

    [Test]
    [CancelAfter(10_000)]
    public async Task Regular_files_are_taken_and_hashed_under_their_path_in_the_container(CancellationToken token)
    {
        CollectedOutputs outputs = await TakeAsync(
            "/a/outputs", 1000, token, File("outputs/x/model.bin", "abc"), File("outputs/empty", ""));

        Assert.That(outputs.Files.Select(file => file.Entry), Is.EqualTo(new[]
        {
            new ArtifactEntry("a/outputs/x/model.bin", ContentHash.Of("abc"u8), 3), new ArtifactEntry(
                "a/outputs/empty", ContentHash.Of([]), 0),
        }));
        Assert.That(await System.IO.File.ReadAllTextAsync(Path.Combine(_directory, "0"), token), Is.EqualTo("abc"));
        Assert.That(outputs.SkippedInAll, Is.Zero);
    }

    [Test]
    [CancelAfter(10_000)]
    public async Task A_directory_without_a_file_is_listed(CancellationToken token)
    {
        PaxTarEntry[] directories = [new(TarEntryType.Directory, "outputs/"), new(TarEntryType.Directory, "outputs/x/")];
        CollectedOutputs outputs = await TakeAsync("/outputs", 1000, token, directories);

        Assert.That(
            outputs.Skipped.Single(), Is.EqualTo(new Attestation.Evidence.SkippedOutput("/outputs", "a directory without a file")));
    }

    [TestCase(TarEntryType.SymbolicLink, "a symbolic link")]
    [TestCase(TarEntryType.HardLink, "a hard link to another file")]
    [TestCase(TarEntryType.CharacterDevice, "a device")]
    [TestCase(TarEntryType.BlockDevice, "a device")]
    [TestCase(TarEntryType.Fifo, "a named pipe")]
    [CancelAfter(10_000)]
    public async Task What_is_no_regular_file_is_listed_and_not_followed(TarEntryType type, string reason, CancellationToken token)
    {
        var entry = new PaxTarEntry(type, "outputs/evil");
        if (type is TarEntryType.SymbolicLink or TarEntryType.HardLink)
        {
            entry.LinkName = "/etc/passwd";
        }

        CollectedOutputs outputs = await TakeAsync("/outputs", 1000, token, entry, File("outputs/good", "x"));

        Assert.That(outputs.Skipped.Single(), Is.EqualTo(new Attestation.Evidence.SkippedOutput("/outputs/evil", reason)));
        Assert.That(outputs.Files.Select(file => file.Entry.Path), Is.EqualTo(new[] { "outputs/good" }));
    }

    [TestCase("outputs/../../etc/cron.d/x")]
    [TestCase("outputs//x")]
    [TestCase("../x")]
    [TestCase("outputs/./x")]
    [TestCase("outputs/new\nline")]
    [CancelAfter(10_000)]
    public async Task A_hostile_name_is_listed_and_names_nothing_here(string name, CancellationToken token)
    {
        CollectedOutputs outputs = await TakeAsync("/outputs", 1000, token, File(name, "x"));

        Assert.That((outputs.Files.Count, outputs.SkippedInAll), Is.EqualTo((0, 1)));
        Assert.That(Directory.GetFileSystemEntries(_directory), Is.Empty);
    }

    [Test]
    [CancelAfter(10_000)]
    public async Task Names_beyond_the_protocols_length_are_listed_shortened(CancellationToken token)
    {
        CollectedOutputs outputs = await TakeAsync("/outputs", 1000, token, File("outputs/" + new string('n', 2000), "x"));

        Assert.That(outputs.Files, Is.Empty);
        Assert.That(outputs.Skipped.Single().Path, Has.Length.EqualTo(1 + WireLimits.ArtifactPathLength));
    }

    [Test]
    [CancelAfter(10_000)]
    public async Task Files_beyond_the_jobs_disk_end_the_collection_of_their_path(CancellationToken token)
    {
        CollectedOutputs outputs = await TakeAsync(
            "/outputs", 5, token, File("outputs/a", "abc"), File("outputs/b", "abc"), File("outputs/c", "a"));

        Assert.That(outputs.Files.Select(file => file.Entry.Path), Is.EqualTo(new[] { "outputs/a" }));
        Assert.That(outputs.OverLimit, Is.True);
        Assert.That(outputs.Skipped.Single().Path, Is.EqualTo("/outputs/b"));
    }

    [Test]
    [CancelAfter(10_000)]
    public async Task What_is_skipped_is_counted_and_not_listed_for_ever(CancellationToken token)
    {
        TarEntry[] links = [.. Enumerable.Range(0, 150).Select(
            i => new PaxTarEntry(TarEntryType.SymbolicLink, $"outputs/{i}") { LinkName = "x" })];
        CollectedOutputs outputs = await TakeAsync("/outputs", 5, token, links);

        Assert.That((outputs.Skipped.Count, outputs.SkippedInAll), Is.EqualTo((Conclusion.MaxSkipped, 150)));
    }

    [Test]
    [CancelAfter(10_000)]
    public async Task A_file_that_two_output_paths_hold_is_taken_once(CancellationToken token)
    {
        var collector = new OutputCollector((number, _) => Path.Combine(_directory, $"{number}"), 100);
        await collector.TakeAsync(ContainerPath.Parse("/outputs"), Tar(File("outputs/x/f", "1")), token);
        await collector.TakeAsync(ContainerPath.Parse("/outputs/x"), Tar(File("x/f", "1")), token);

        Assert.That(collector.Result.Files.Select(file => file.Entry.Path), Is.EqualTo(new[] { "outputs/x/f" }));
    }

    [Test]
    [CancelAfter(10_000)]
    public async Task A_path_where_nothing_is_is_listed(CancellationToken token)
    {
        var collector = new OutputCollector((number, _) => Path.Combine(_directory, $"{number}"), 100);
        await collector.TakeAsync(ContainerPath.Parse("/outputs"), null, token);

        Assert.That(collector.Result.Skipped.Single(), Is.EqualTo(new Attestation.Evidence.SkippedOutput("/outputs", "nothing is there")));
    }

    [TestCase(100)]
    [TestCase(512)]
    [TestCase(700)]
    [TestCase(1100)]
    [CancelAfter(10_000)]
    public void A_stream_that_breaks_off_is_trouble_and_never_a_short_output(int length, CancellationToken token)
    {
        byte[] whole = ((MemoryStream)Tar(File("outputs/a", new string('a', 3000)))).ToArray();
        var collector = new OutputCollector((number, _) => Path.Combine(_directory, $"{number}"), 10_000);

        Assert.That(
            async () => await collector.TakeAsync(ContainerPath.Parse("/outputs"), new MemoryStream(whole[..length]), token),
            Throws.InstanceOf<IOException>());
    }

    private static PaxTarEntry File(string name, string content) =>
        new(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)) };

    private static MemoryStream Tar(params TarEntry[] entries)
    {
        var stream = new MemoryStream();
        using (var writer = new TarWriter(stream, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (TarEntry entry in entries)
            {
                writer.WriteEntry(entry);
            }
        }

        stream.Position = 0;
        return stream;
    }

    private async Task<CollectedOutputs> TakeAsync(string path, long room, CancellationToken token, params TarEntry[] entries)
    {
        var collector = new OutputCollector((number, _) => Path.Combine(_directory, $"{number}"), room);
        await collector.TakeAsync(ContainerPath.Parse(path), Tar(entries), token);
        return collector.Result;
    }
}
