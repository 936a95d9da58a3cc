using DePin.EndToEnd.Product;
using DePin.EndToEnd.Tidy;

namespace DePin.EndToEnd.Scripts;

/// <summary>What <c>build.sh</c> says on a machine whose .NET SDK is missing, older or newer than global.json asks for.</summary>
internal sealed class DotnetAdviceTests
{
    private const UnixFileMode Executable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly string _directory = Directory.CreateTempSubdirectory("depin-machine-").FullName;

    [TearDown]
    public void Remove() => Directory.Delete(_directory, recursive: true);

    [TestCase(null, "there is no dotnet command here")]
    [TestCase("", "dotnet is here without any SDK")]
    [TestCase("8.0.404 [/usr/share/dotnet/sdk]\\n11.0.100 [/usr/share/dotnet/sdk]\\n",
        "those here are of other versions: 8.0.404 11.0.100;")]
    [TestCase("10.0.108 [/usr/share/dotnet/sdk]\\n", "the newest 10.0 here is 10.0.108: too old")]
    [TestCase("10.0.999 [/usr/share/dotnet/sdk]\\n", "10.0.999 is here, but it fails: its own words")]
    [CancelAfter(60_000)]
    public async Task It_says_what_is_there_and_where_the_right_one_is(string? sdks, string says, CancellationToken token)
    {
        MakeDotnet(sdks);

        ShellResult result = await RunAsync("require_dotnet", token);

        Assert.That(result.ExitCode, Is.EqualTo(1), result.Output);
        Assert.That(result.Error, Does.Contain("global.json asks for .NET SDK 10.0.").And.Contain(says));
        Assert.That(result.Error, Does.Contain("install dotnet-sdk-10.0 as https://learn.microsoft.com"));
    }

    [Test, CancelAfter(60_000)]
    public async Task Where_a_package_source_has_it_setup_installs_it(CancellationToken token)
    {
        MakeDotnet("10.0.108 [/usr/share/dotnet/sdk]\\n");
        Make("apt-cache", "echo Package: $2");
        Make("apt-get", $"""
            echo "$@" >> {_directory}/asked
            [[ $1 != install ]] || printf '#!/bin/bash\necho 10.0.401\n' > {_directory}/dotnet
            """);

        ShellResult advice = await RunAsync("require_dotnet", token);
        Assert.That(advice.Error, Does.Contain("run 'sudo ./build.sh setup'"));
        ShellResult setup = await RunAsync($"REQUIREMENTS=() POLICY={_directory}/policy; setup", token);

        if (!Environment.IsPrivilegedProcess)
        {
            Assert.That(setup.Error, Does.Contain("too old"), "only root installs");
            return;
        }

        Assert.That(setup.ExitCode, Is.Zero, setup.Output + setup.Error);
        Assert.That(await File.ReadAllTextAsync(Path.Combine(_directory, "asked"), token), Does.EndWith("dotnet-sdk-10.0\n"));
        Assert.That((await RunAsync("require_dotnet", token)).ExitCode, Is.Zero);
    }

    /// <summary>One that does not take global.json, whatever it lists.</summary>
    private void MakeDotnet(string? sdks)
    {
        if (sdks is not null)
        {
            Make("dotnet", $"case $1 in --list-sdks) printf '{sdks}' ;; *) echo 'its own words' >&2; exit 145 ;; esac");
        }
    }

    private void Make(string name, string script)
    {
        string path = Path.Combine(_directory, name);
        File.WriteAllText(path, $"#!/bin/bash\n{script}\n");
        File.SetUnixFileMode(path, Executable);
    }

    /// <summary>A piece of build.sh on a machine that has only what the test gave it, beside the commonest tools.</summary>
    private async Task<ShellResult> RunAsync(string call, CancellationToken token)
    {
        foreach (string tool in new[] { "sed", "sort", "tr", "head", "tail", "grep", "cat", "mkdir", "chmod", "rm" })
        {
            string link = Path.Combine(_directory, tool);
            if (!File.Exists(link))
            {
                File.CreateSymbolicLink(link, File.Exists($"/bin/{tool}") ? $"/bin/{tool}" : $"/usr/bin/{tool}");
            }
        }

        File.Copy(SourceTree.FullPath("global.json"), Path.Combine(_directory, "global.json"), overwrite: true);
        string scripts = SourceTree.FullPath("scripts");
        string text = $"set -euo pipefail; cd {_directory}; source {scripts}/child.sh; source {scripts}/machine.sh; {call}";
        return await Shell.TryAsync("/bin/bash", ["-c", text], token, new Dictionary<string, string> { ["PATH"] = _directory });
    }
}
