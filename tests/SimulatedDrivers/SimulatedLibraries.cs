using System.Diagnostics;

namespace DePin.SimulatedDrivers;

/// <summary>Builds what is written in C, once for each process of tests.</summary>
internal static class SimulatedLibraries
{
    private static readonly Lazy<Task<string>> _built = new(() => BuildAllAsync());

    public static string Sources { get; } = Path.Combine(Root(), "tests", "SimulatedDrivers");

    /// <returns>The directory that holds both libraries.</returns>
    public static Task<string> BuildAsync(CancellationToken token) => _built.Value.WaitAsync(token);

    /// <exception cref="InvalidOperationException">gcc is not here, or does not take the source.</exception>
    public static async Task CompileAsync(CancellationToken token, params string[] arguments)
    {
        string[] strict = ["-std=gnu17", "-O3", "-fwrapv", "-Wall", "-Wextra", "-Werror"];
        using Process gcc = Process.Start(new ProcessStartInfo("gcc", [.. strict, .. arguments])
        {
            WorkingDirectory = Sources,
            RedirectStandardError = true,
        })!;
        string error = await gcc.StandardError.ReadToEndAsync(token);
        await gcc.WaitForExitAsync(token);
        if (gcc.ExitCode != 0)
        {
            throw new InvalidOperationException($"gcc {string.Join(' ', arguments)}: {error}");
        }
    }

    private static async Task<string> BuildAllAsync()
    {
        string folder = Directory.CreateTempSubdirectory("depin-simulated-lib-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        await Task.WhenAll(
            LibraryAsync(Path.Combine(folder, "libnvidia-ml.so.1"), "nvml.c"),
            LibraryAsync(Path.Combine(folder, "libcuda.so.1"), "cuda.c", "cuda_work.c", "kernels.c", "gemm.c", "proof.c"));
        return folder;
    }

    private static Task LibraryAsync(string library, params string[] sources) =>
        CompileAsync(CancellationToken.None, ["-shared", "-fPIC", .. sources, "-o", library, "-ldl", "-lm", "-lpthread"]);

    private static string Root()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "DePin.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException($"no DePin.sln above {AppContext.BaseDirectory}");
    }
}
