using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using DePin.Benchmark.Gpus;
using DePin.NodeAgent.Containers.Engine.Json;

namespace DePin.NodeAgent.Gpus;

/// <summary>Reads <see cref="GpuSetup"/> from this machine and from what the engine said; one look where there is no NVIDIA GPU.</summary>
internal sealed partial class GpuSetupReader(GpuHost host, TimeProvider time)
{
    private const string Toolkit = "nvidia-ctk";
    private const string ToolkitConfiguration = "/etc/nvidia-container-runtime/config.toml";
    private const int MaxSpecBytes = 4 << 20;

    /// <summary>https://www.kernel.org/doc/Documentation/admin-guide/devices.txt</summary>
    private const int NvidiaMajor = 195;
    private const int ControlMinor = 255;

    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(10);
    private static readonly string[] _cdiFolders = ["/etc/cdi", "/var/run/cdi"];

    public async Task<GpuSetup> ReadAsync(EngineInfo info, VersionInfo version, CancellationToken token)
    {
        GpuSight sight = await host.LookAsync(token);
        if (sight.Gpus.Count == 0)
        {
            return new GpuSetup();
        }

        string[] specs = [.. (info.CDISpecDirs is { Length: > 0 } folders ? folders : _cdiFolders).SelectMany(NvidiaSpecs)];
        string named = string.Concat(specs.Select(ReadSome));
        return new GpuSetup
        {
            Gpus = [.. sight.Gpus.Select(gpu => gpu.Uuid)],
            Systemd = Directory.Exists("/run/systemd/system"),
            CgroupDriver = info.CgroupDriver,
            Runc = Number((version.Components ?? []).FirstOrDefault(part => part.Name == "runc")?.Version),
            Toolkit = Number(await ToolkitAsync(token)),
            ToolkitLeavesCgroups = NoCgroups().IsMatch(ReadSome(ToolkitConfiguration)),
            CdiSpecs = specs,
            NotInCdi = [.. sight.Gpus.Select(gpu => gpu.Uuid).Where(uuid => !named.Contains(uuid, StringComparison.Ordinal))],
            MissingLinks = [.. Links(sight.Gpus).Where(link => !File.Exists(Path.Combine(host.Paths.Devices, "char", link)))],
            KernelLogProblem = sight.KernelLogProblem,
        };
    }

    /// <summary>The first number with two or three parts in it.</summary>
    internal static Version? Number(string? text) =>
        text is not null && VersionNumber().Match(text) is { Success: true } match && Version.TryParse(match.Value, out Version? number)
            ? number
            : null;

    private static IEnumerable<string> Links(IEnumerable<HostGpu> gpus) =>
        gpus.Select(gpu => gpu.Minor).Append(ControlMinor)
            .Select(minor => string.Create(CultureInfo.InvariantCulture, $"{NvidiaMajor}:{minor}"));

    private static IEnumerable<string> NvidiaSpecs(string folder)
    {
        try
        {
            return Directory.Exists(folder)
                ? [.. Directory.EnumerateFiles(folder).Where(file => ReadSome(file).Contains("nvidia.com/gpu", StringComparison.Ordinal))]
                : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>The file's text; empty where it cannot be read or is no specification by its size.</summary>
    private static string ReadSome(string file)
    {
        try
        {
            return new FileInfo(file) is { Exists: true, Length: <= MaxSpecBytes } ? File.ReadAllText(file) : "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private async Task<string?> ToolkitAsync(CancellationToken token)
    {
        using CancellationTokenSource limit = new(_limit, time);
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, token);
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(Toolkit, "--version") { RedirectStandardOutput = true })!;
            try
            {
                string output = await process.StandardOutput.ReadToEndAsync(both.Token);
                await process.WaitForExitAsync(both.Token);
                return output;
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                token.ThrowIfCancellationRequested();
                return null;
            }
        }
        catch (Win32Exception)
        {
            // It is not installed.
            return null;
        }
    }

    [GeneratedRegex(@"\d+\.\d+(\.\d+)?")]
    private static partial Regex VersionNumber();

    [GeneratedRegex(@"^\s*no-cgroups\s*=\s*true\b", RegexOptions.Multiline)]
    private static partial Regex NoCgroups();
}
