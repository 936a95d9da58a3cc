using DePin.NodeAgent.Containers.Egress;
using DePin.NodeAgent.Containers.Engine;
using DePin.NodeAgent.Containers.Engine.Json;
using DePin.NodeAgent.Gpus;

namespace DePin.NodeAgent.Containers;

/// <summary>Asks the engine and the machine what jobs can have, and remembers the last answer for creating containers.</summary>
internal sealed class EngineSurvey(EngineClient engine, EgressFirewall firewall, GpuSetupReader gpus)
{
    private volatile EngineDescription? _last;

    public async Task<EngineDescription> AskAsync(CancellationToken token)
    {
        string apiVersion = await engine.VersionAsync(token);
        EngineInfo info = await engine.System.InfoAsync(token);
        VersionInfo version = await engine.System.VersionAsync(token);
        bool quotaMount = QuotaMount.Covers(await File.ReadAllLinesAsync("/proc/self/mountinfo", token), info.DockerRootDir);
        GpuSetup setup = await gpus.ReadAsync(info, version, token);
        return _last = EngineDescriber.Describe(info, version, apiVersion, quotaMount, setup, await firewall.ProbeAsync(token));
    }

    public async Task<EngineDescription> RecallAsync(CancellationToken token) => _last ?? await AskAsync(token);
}
