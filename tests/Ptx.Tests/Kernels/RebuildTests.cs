using System.Diagnostics;

namespace DePin.Ptx.Tests.Kernels;

internal sealed class RebuildTests
{
    private const string Compiler = "/usr/bin/clang++-22";

    [Test]
    [CancelAfter(300_000)]
    public async Task The_PTX_that_is_committed_is_what_its_sources_give(CancellationToken token)
    {
        if (!File.Exists(Compiler))
        {
            Assert.Ignore($"{Compiler} is not installed: only who changes a kernel needs it (docs/kernels.md)");
        }

        using Process build = Process.Start(new ProcessStartInfo(Path.Combine(Repository.Root, "build.sh"), ["kernels", "--check"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> output = build.StandardOutput.ReadToEndAsync(token), error = build.StandardError.ReadToEndAsync(token);
        await build.WaitForExitAsync(token);
        Assert.That(build.ExitCode, Is.Zero, await output + await error);
    }
}
