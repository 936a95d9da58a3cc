using System.Text.Json;
using DePin.NodeAgent.Gpus.Worker;
using DePin.NodeAgent.Tests.Cli;
using DePin.SimulatedDrivers;

namespace DePin.NodeAgent.Tests.Gpus.Worker;

/// <summary>Every fault that a driver or a GPU can have, with the real program: it ends in a finding with a remedy.</summary>
public sealed class GpusVerbTests
{
    [Test, CancelAfter(120_000)]
    public async Task A_machine_without_nvidia_says_so_plainly_and_is_well(CancellationToken token)
    {
        using TemporaryDirectory empty = new();
        NodeProcessResult result = await RunAsync(empty.Path, token, "gpus", "--check");

        Assert.That(result.Code, Is.EqualTo(ExitCode.Ok), result.Error);
        Assert.That(result.Output, Does.StartWith("No NVIDIA GPU in this machine"));
    }

    [Test, CancelAfter(120_000)]
    public async Task Eight_gpus_are_shown_tried_out_and_marked_as_simulated(CancellationToken token)
    {
        using SimulatedMachine machine = await SimulatedMachine.StartAsync(8, token);
        NodeProcessResult text = await RunAsync(machine.Root, token, "gpus", "--check", "--accept-simulated");
        NodeProcessResult json = await RunAsync(machine.Root, token, "gpus", "--accept-simulated", "--json");

        Assert.That(text.Code, Is.EqualTo(ExitCode.Ok), text.Error + text.Output);
        Assert.That(text.Output, Does.Contain("NVIDIA driver 550.163.01, CUDA 12.4, simulated: nothing here is of hardware"));
        Assert.That(text.Output.Split('\n').Count(line => line.Contains("well, 224 MiB written")), Is.EqualTo(8), text.Output);
        Assert.That(text.Error.Split('\n').Count(line => line.StartsWith("trying out NVIDIA H200 at 0000:")), Is.EqualTo(8));
        using JsonDocument answer = JsonDocument.Parse(json.Output);
        JsonElement inventory = answer.RootElement.GetProperty("inventory");
        Assert.That(inventory.GetProperty("gpus").GetArrayLength(), Is.EqualTo(8));
        Assert.That(inventory.GetProperty("simulated").GetBoolean());
        Assert.That(inventory.GetProperty("gpus")[1].GetProperty("uuid").GetString(), Is.EqualTo(SimulatedMachine.Uuid(1)));
    }

    [Test, CancelAfter(120_000)]
    public async Task A_simulated_driver_is_refused_unless_it_was_asked_for(CancellationToken token)
    {
        using SimulatedMachine machine = await SimulatedMachine.StartAsync(1, token);
        NodeProcessResult result = await RunAsync(machine.Root, token, "gpus", "--check");

        Assert.That(result.Code, Is.EqualTo(ExitCode.NotWell));
        Assert.That(result.Output, Does.Contain("simulated ones").And.Contain("--accept-simulated"));
        Assert.That(result.Error, Does.Not.Contain("trying out"));
    }

    [TestCase("fail.nvmlInit_v2", "18", "driver_mismatch", "Reboot this machine", TestName = "A driver upgraded without a reboot, by NVML")]
    [TestCase("fail.cuInit", "803", "driver_mismatch", "Reboot this machine", TestName = "A driver upgraded without a reboot, by CUDA")]
    [TestCase("fail.cuInit", "802", "fabric_manager", "nvidia-fabricmanager", TestName = "A fabric manager that is down")]
    [TestCase("fail.cuInit", "999", "driver_failed", "nvidia-modprobe", TestName = "A CUDA that does not say why")]
    [TestCase("fail.nvmlInit_v2", "9", "driver_failed", "dmesg", TestName = "A library that finds no driver")]
    [TestCase("fail.cuMemAlloc_v2", "2", "out_of_memory", "nvidia-smi", TestName = "A GPU without free memory")]
    [TestCase("launches", "3", "gpu_error", "dmesg", TestName = "Error 700 in the middle of a run")]
    [TestCase("fail.cuStreamSynchronize", "214", "gpu_error", "dmesg", TestName = "An uncorrectable memory error")]
    [TestCase("lost", "0", "gpu_lost", "Reboot this machine", TestName = "A GPU that fell off the bus")]
    [TestCase("die", "cuLaunchKernel", "worker_died", "install the driver anew", TestName = "A driver that kills its process")]
    [TestCase("vram.real", "67108864", "memory_aliased", "counterfeit", TestName = "A GPU with less memory than it reports")]
    [TestCase("wrong", "1", "wrong_result", "Take it out of service", TestName = "A GPU that computes wrong")]
    [TestCase("ptx", "50", "driver_too_old", "Install a newer NVIDIA driver", TestName = "A driver too old for our kernel")]
    [TestCase("rows.failed", "1", "memory_errors", "replaced", TestName = "A GPU without spare rows")]
    [TestCase("mig", "1", "split", "-mig 0", TestName = "A GPU that is split")]
    [TestCase("fail.nvmlDeviceGetCount_v2", "999", "driver_failed", "dmesg", TestName = "A GPU list that cannot be had")]
    [CancelAfter(180_000)]
    public async Task A_fault_ends_in_a_finding_with_a_remedy(
        string setting, string value, string code, string remedy, CancellationToken token)
    {
        using SimulatedMachine machine = await SimulatedMachine.StartAsync(1, token);
        machine.Set(setting, value);
        await AssertFoundAsync(machine, code, remedy, token);
    }

    [TestCase("lib/libcuda.so.1", "library_missing", "libcuda1", TestName = "No libcuda")]
    [TestCase("lib/libnvidia-ml.so.1", "library_missing", "libnvidia-ml1", TestName = "No libnvidia-ml")]
    [TestCase("proc/driver", "no_driver", "Install the NVIDIA driver", TestName = "No driver")]
    [TestCase("proc/driver/nvidia/gpus", "no_device", "dmesg", TestName = "A driver without a device")]
    [TestCase("dev/nvidiactl", "nodes_missing", "nvidia-modprobe", TestName = "A driver without its nodes")]
    [CancelAfter(180_000)]
    public async Task What_is_missing_ends_in_a_finding_with_a_remedy(string path, string code, string remedy, CancellationToken token)
    {
        using SimulatedMachine machine = await SimulatedMachine.StartAsync(1, token);
        machine.Remove(path);
        await AssertFoundAsync(machine, code, remedy, token);
        Assert.That(File.Exists(Path.Combine(machine.Root, path)), Is.False, "looking makes nothing");
    }

    [TestCase("nvmlInit_v2", 0)]
    [TestCase("cuMemAlloc_v2", 1)]
    [CancelAfter(240_000)]
    public async Task A_call_that_never_returns_ends_in_a_finding_and_the_other_gpus_are_still_tried(
        string function, int known, CancellationToken token)
    {
        using SimulatedMachine machine = await SimulatedMachine.StartAsync(known + 1, token);
        machine.Set("hang", function);
        using JsonDocument answer = await AssertFoundAsync(machine, "driver_hangs", "reboot this machine", token);
        Assert.That(
            Findings(answer).Count(finding => finding.GetProperty("message").GetString()!.Contains($"{function} did not return within 2")),
            Is.EqualTo(known + 1), answer.RootElement.GetRawText());
    }

    private static async Task<JsonDocument> AssertFoundAsync(SimulatedMachine machine, string code, string remedy, CancellationToken token)
    {
        NodeProcessResult result = await RunAsync(machine.Root, token, "gpus", "--check", "--accept-simulated", "--json");
        Assert.That(result.Output, Is.Not.Empty, result.Error);
        JsonDocument answer = JsonDocument.Parse(result.Output);
        JsonElement found = Findings(answer).FirstOrDefault(finding => finding.GetProperty("code").GetString() == code);
        Assert.That(found.ValueKind, Is.EqualTo(JsonValueKind.Object), result.Output + result.Error);
        Assert.That(found.GetProperty("remedy").GetString(), Does.Contain(remedy));
        Assert.That(result.Code, Is.EqualTo(code == "split" ? ExitCode.Ok : ExitCode.NotWell));
        return answer;
    }

    private static JsonElement.ArrayEnumerator Findings(JsonDocument answer) =>
        answer.RootElement.GetProperty("inventory").GetProperty("findings").EnumerateArray();

    private static Task<NodeProcessResult> RunAsync(string root, CancellationToken token, params string[] arguments) =>
        NodeProcess.RunAsync(new Dictionary<string, string> { [WorkerStart.RootVariable] = root }, arguments, token);
}
