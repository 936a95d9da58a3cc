using System.Text.Json;

namespace DePin.NodeAgent.Tests.Cli;

/// <summary>The running service and a configuration that changes under it.</summary>
public sealed class ReloadTests
{
    [Test, CancelAfter(240_000)]
    public async Task A_hangup_has_the_new_limits_hold_and_names_what_waits_for_a_restart(CancellationToken token)
    {
        await using ServiceProcess service = ServiceProcess.Start(null);
        await service.SeesAsync(status => status.GetProperty("maxRunning").GetInt32() == 8, token);

        service.Configure($"offer: {{ maxJobs: 3 }}\ncontainers: {{ sandboxes: 5, socket: {service.Engine} }}");
        await ServiceProcess.ShellAsync($"kill -HUP {service.Id}", token);
        await service.SeesAsync(status => status.GetProperty("maxRunning").GetInt32() == 3 && Waits(status, "containers.sandboxes"), token);

        service.Configure("offer: { maxJobs: none }");
        NodeProcessResult wrong = await service.OwnerAsync(token, "config", "reload", "--socket", service.Socket);
        Assert.That(wrong.Code, Is.EqualTo(ExitCode.Configuration));
        Assert.That(wrong.Error, Does.Contain("offer.maxJobs 'none'"));
        await service.SeesAsync(
            status => status.GetProperty("maxRunning").GetInt32() == 3
                && status.GetProperty("configuration").GetProperty("errors").GetArrayLength() == 1, token);

        service.Configure("logLevel: debug");
        NodeProcessResult right = await service.OwnerAsync(token, "config", "reload");
        Assert.That(right.Output, Does.Contain("hold from now on: offer.maxJobs, logLevel").And.Not.Contain("restart"));
    }

    private static bool Waits(JsonElement status, string key) => status.TryGetProperty("configuration", out JsonElement report)
        && report.GetProperty("needRestart").EnumerateArray().Any(waiting => waiting.GetString() == key);
}
