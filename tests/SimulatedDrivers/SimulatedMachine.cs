using System.Globalization;

namespace DePin.SimulatedDrivers;

/// <summary>
/// A machine with NVIDIA GPUs that there are not: the files of its kernel driver, and the two libraries, built here by gcc, which read from
/// simulation.ini which machine they are and which faults they have. What it can be told is listed in simulation.h.
/// </summary>
internal sealed class SimulatedMachine : IDisposable
{
    public const string Version = "550.163.01";

    private readonly Dictionary<string, string> _settings = [];

    private SimulatedMachine(int gpus)
    {
        Root = Directory.CreateTempSubdirectory("depin-simulated-").FullName;
        Directory.CreateDirectory(Libraries);
        Directory.CreateDirectory(Path.Combine(Root, "dev"));
        Set("gpus", gpus);
        Write("proc/driver/nvidia/version", $"NVRM version: NVIDIA UNIX x86_64 Kernel Module  {Version}  Tue Apr  8 12:41:17 UTC 2025\n");
        foreach (string node in Enumerable.Range(0, gpus).Select(gpu => $"nvidia{gpu}").Concat(["nvidiactl", "nvidia-uvm", "kmsg"]))
        {
            Write($"dev/{node}", "");
        }

        for (int gpu = 0; gpu < gpus; gpu++)
        {
            Add(gpu);
        }
    }

    public string Root { get; }

    public string Libraries => Path.Combine(Root, "lib");

    public static async Task<SimulatedMachine> StartAsync(int gpus, CancellationToken token)
    {
        string built = await SimulatedLibraries.BuildAsync(token);
        SimulatedMachine machine = new(gpus);

        // Copies: a process that loads the libraries of several machines takes links to one file for one library.
        foreach (string library in Directory.EnumerateFiles(built, "*.so.1"))
        {
            File.Copy(library, Path.Combine(machine.Libraries, Path.GetFileName(library)));
        }

        return machine;
    }

    public static string Uuid(int gpu) => string.Create(CultureInfo.InvariantCulture, $"GPU-51600000-0000-4000-8000-00000000{gpu:x4}");

    public static string Address(int gpu) => string.Create(CultureInfo.InvariantCulture, $"0000:{0x3b + (8 * gpu):x2}:00");

    /// <summary>Takes effect with the library's next call.</summary>
    public void Set(string key, object value)
    {
        _settings[key] = string.Create(CultureInfo.InvariantCulture, $"{value}");
        Save();
    }

    public void Unset(string key)
    {
        _settings.Remove(key);
        Save();
    }

    public void Remove(string path)
    {
        string full = Path.Combine(Root, path);
        if (Directory.Exists(full))
        {
            Directory.Delete(full, recursive: true);
        }
        else
        {
            File.Delete(full);
        }
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private void Save()
    {
        string file = Path.Combine(Libraries, "simulation.ini");
        File.WriteAllLines(file + ".new", _settings.Select(setting => $"{setting.Key} = {setting.Value}"));
        File.Move(file + ".new", file, overwrite: true);
    }

    private void Add(int gpu)
    {
        string address = $"{Address(gpu)}.0";
        Write($"proc/driver/nvidia/gpus/{address}/information", $"""
            Model: NVIDIA H200
            GPU UUID: {Uuid(gpu)}
            Bus Location: {address}
            Device Minor: {gpu}

            """);
        Write($"sys/bus/pci/devices/{address}/vendor", "0x10de\n");
        Write($"sys/bus/pci/devices/{address}/class", "0x030200\n");
        Write($"sys/bus/pci/devices/{address}/device", "0x2335\n");
        Directory.CreateSymbolicLink(Path.Combine(Root, $"sys/bus/pci/devices/{address}/driver"), "/sys/bus/pci/drivers/nvidia");
    }

    private void Write(string path, string text)
    {
        string full = Path.Combine(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }
}
