using System.CommandLine;
using DePin.Attestation;
using DePin.Protocol;
using DePin.Protocol.Wire;
using DePin.Scheduler.Cli.Proofs;
using DePin.Scheduler.Client;

namespace DePin.Scheduler.Cli.Nodes;

/// <summary><c>node show NODE</c>.</summary>
internal sealed class NodeShowCommand : ClientCommand
{
    private readonly Argument<string> _node = NodeArgument.Create();

    public NodeShowCommand(CliEnvironment environment)
        : base("show", "Show a node: what it offers, what was measured, what it holds.", environment)
    {
        Add(_node);
        AddCommonOptions();
    }

    protected override async Task<ExitCode> RunAsync(SchedulerClient client, CliOutput output, ParseResult parse, CancellationToken token)
    {
        Address address = await NodeArgument.FindAsync(client, parse.GetRequiredValue(_node), token);
        NodeView node = await client.NodeAsync(address, token);
        if (output.Json)
        {
            output.Value(node, WireJson.Default.NodeView);
            return ExitCode.Ok;
        }

        output.Line($"node      {node.Address}");
        output.Line($"state     {NodeText.State(node).Text}, seen {Display.Age(node.LastSeen, Environment.Time.GetUtcNow())} ago");
        output.Line($"cores     {NodeText.Cores(node)} free");
        output.Line($"memory    {NodeText.Memory(node)} free");
        output.Line($"disk      {NodeText.Disk(node)} free");
        if (node.Capacity is { } capacity)
        {
            WriteCapacity(output, node, capacity, Environment.Time.GetUtcNow());
        }

        foreach (AttemptId attempt in node.Holding)
        {
            output.Line($"holds     {attempt}");
        }

        return ExitCode.Ok;
    }

    private static void WriteCapacity(CliOutput output, NodeView node, Capacity capacity, DateTimeOffset now)
    {
        output.Line($"cpu       {capacity.CpuModel}");
        output.Line($"network   {(capacity.Egress ? "none, egress" : "none")}");
        output.Line($"agent     {capacity.AgentVersion}{(capacity.Simulated ? ", SIMULATED" : "")}");
        MachineMeasurement measured = capacity.Measured;
        output.Line($"measured  {Display.Time(measured.MeasuredAt * 1000)}");
        Rate(output, "  cpu", measured.CpuFlopsPerSecond, "GFLOP/s", 1e9);
        Rate(output, "  memory read", measured.MemoryReadBytesPerSecond, "GB/s", 1e9);
        Rate(output, "  disk write", measured.DiskWriteBytesPerSecond, "MB/s", 1e6);
        Rate(output, "  disk sync", measured.DiskSyncSeconds, "ms", 1e-3);
        Rate(output, "  upload", measured.UploadBytesPerSecond, "MB/s", 1e6);
        foreach (GpuCapacity gpu in capacity.Gpus)
        {
            GpuProofs known = node.Gpus.FirstOrDefault(one => one.Gpu == gpu.Uuid) ?? new GpuProofs { Gpu = gpu.Uuid, Figures = [] };
            ProofText.Write(output, gpu, known, now);
            Rate(output, "  said fp16", gpu.Fp16Tflops, "TFLOP/s", 1);
            Rate(output, "  said memory", gpu.MemoryBytesPerSecond, "GB/s", 1e9);
        }
    }

    private static void Rate(CliOutput output, string what, double? value, string unit, double scale)
    {
        if (value is { } measured)
        {
            output.Line(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{what,-14}  {measured / scale:0.###} {unit}"));
        }
    }
}
