using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using DePin.Benchmark.Gpus.Native;
using DePin.Benchmark.Tests.Machine;
using DePin.SimulatedDrivers;

namespace DePin.Benchmark.Tests.Gpus;

/// <summary>The managed structures against gcc's layout of the C ones, whose sizes nvml_layout.h asserts.</summary>
public sealed class LayoutTests
{
    [Test, CancelAfter(60_000)]
    public async Task Every_structure_lies_in_memory_as_gcc_lays_it_out(CancellationToken token)
    {
        using TemporaryDirectory directory = new();
        string program = Path.Combine(directory.Path, "layout");
        await SimulatedLibraries.CompileAsync(token, "layout.c", "-o", program);
        using Process process = Process.Start(new ProcessStartInfo(program) { RedirectStandardOutput = true })!;
        string output = await process.StandardOutput.ReadToEndAsync(token);
        await process.WaitForExitAsync(token);
        Dictionary<string, int> expected = output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ')).ToDictionary(pair => pair[0], pair => int.Parse(pair[1], CultureInfo.InvariantCulture));

        Assert.That(expected, Has.Count.EqualTo(37));
        Assert.Multiple(() =>
        {
            Compare<NvmlPciInfo>(expected, "nvmlPciInfo_t");
            Compare<NvmlMemory>(expected, "nvmlMemory_t");
            Compare<NvmlMemoryV2>(expected, "nvmlMemory_v2_t");
            Compare<NvmlEventData>(expected, "nvmlEventData_t");
            Compare<NvmlDeviceAttributes>(expected, "nvmlDeviceAttributes_t");
            Compare<NvmlFabricInfoV1>(expected, "nvmlGpuFabricInfo_t");
            Compare<NvmlFabricInfo>(expected, "nvmlGpuFabricInfo_v2_t");
            Compare<NvmlConfComputeState>(expected, "nvmlConfComputeSystemState_t");
        });
    }

    private static void Compare<T>(Dictionary<string, int> expected, string structure)
        where T : unmanaged
    {
        Assert.That(Unsafe.SizeOf<T>(), Is.EqualTo(expected[structure]), structure);
        foreach ((string name, int offset) in expected.Where(entry => entry.Key.StartsWith(structure + ".", StringComparison.Ordinal)))
        {
            string field = name[(structure.Length + 1)..];
            string ours = char.ToUpperInvariant(field[0]) + field[1..];
            Assert.That((int)Marshal.OffsetOf<T>(ours), Is.EqualTo(offset), name);
        }
    }
}
