using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DePin.NodeAgent.Containers;
using DePin.Protocol.Checkpoints;
using DePin.Protocol.Jobs;

namespace DePin.NodeAgent.Tests.Checkpoints;

/// <summary>A checkpoint as a job writes it: two files, one in a directory, and the manifest last.</summary>
internal sealed record SavedState(int Step)
{
    public const string Path = "/checkpoints";
    private const string ModelName = "shards/model.bin";
    private const string StateName = "state.json";

    public static CheckpointPolicy Policy { get; } = new()
    {
        Path = ContainerPath.Parse(Path),
        Every = TimeSpan.FromSeconds(1),
        Signal = CheckpointSignal.Usr1,
        Grace = TimeSpan.FromMilliseconds(300),
    };

    public byte[] Model => [.. Enumerable.Repeat((byte)Step, 1500)];

    public byte[] State => Encoding.UTF8.GetBytes($$"""{"step":{{Step.ToString(CultureInfo.InvariantCulture)}}}""");

    public byte[] Manifest => Encoding.UTF8.GetBytes($"{Sum(Model)}  {ModelName}\n{Sum(State)}  ./{StateName}\n");

    public ContentHash Name => ContentHash.Of(Manifest);

    /// <summary>As a container has it from its start.</summary>
    public IReadOnlyDictionary<string, byte[]> Files => new Dictionary<string, byte[]>
    {
        [$"{Path}/{ModelName}"] = Model,
        [$"{Path}/{StateName}"] = State,
        [$"{Path}/{CheckpointManifest.FileName}"] = Manifest,
    };

    public void WriteFiles(FakeContainerRuntime engine, ContainerName container) => Write(engine, container, isManifest: false);

    public void WriteManifest(FakeContainerRuntime engine, ContainerName container) => Write(engine, container, isManifest: true);

    public void Write(FakeContainerRuntime engine, ContainerName container)
    {
        WriteFiles(engine, container);
        WriteManifest(engine, container);
    }

    private void Write(FakeContainerRuntime engine, ContainerName container, bool isManifest)
    {
        string manifest = $"{Path}/{CheckpointManifest.FileName}";
        foreach ((string path, byte[] content) in Files.Where(file => file.Key == manifest == isManifest))
        {
            engine.Within(container, inside => inside.Files[path] = content);
        }
    }

    private static string Sum(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));
}
