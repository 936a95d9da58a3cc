using System.Net.Sockets;
using DePin.Benchmark.Gpus;
using DePin.NodeAgent.Containers;
using DePin.NodeAgent.Containers.Egress;
using DePin.NodeAgent.Containers.Engine;
using DePin.NodeAgent.Containers.Engine.Json;
using DePin.NodeAgent.Gpus;

namespace DePin.NodeAgent.Doctor;

/// <summary>Asks the container engine what the service would ask it, and changes nothing.</summary>
internal sealed class EngineProbe(GpuPaths gpus, TimeProvider time)
{
    /// <param name="socket">The engine's.</param>
    /// <param name="root">The firewall may be read.</param>
    /// <param name="token">Gives up.</param>
    public async Task<EngineSight> AskAsync(string socket, bool root, CancellationToken token)
    {
        if (!File.Exists(socket))
        {
            return new EngineSight.NoSocket(socket);
        }

        using EngineClient engine = new(socket, time);
        try
        {
            return await DescribeAsync(engine, root, token);
        }
        catch (EngineUnavailableException away) when (IsForbidden(away))
        {
            return new EngineSight.Forbidden(socket, Environment.UserName);
        }
        catch (Exception e) when (e is EngineUnavailableException or EngineException)
        {
            return new EngineSight.Silent(socket, e.Message.TrimEnd('.'));
        }
    }

    private async Task<EngineSight> DescribeAsync(EngineClient engine, bool root, CancellationToken token)
    {
        string api = await engine.VersionAsync(token);
        EngineInfo info = await engine.System.InfoAsync(token);
        VersionInfo version = await engine.System.VersionAsync(token);
        using GpuHost host = new(gpus, time);
        GpuSetup setup = await new GpuSetupReader(host, time).ReadAsync(info, version, token);
        bool quota = QuotaMount.Covers(await File.ReadAllLinesAsync("/proc/self/mountinfo", token), info.DockerRootDir);
        EgressReadiness? egress = null;
        if (root)
        {
            using EgressFirewall firewall = new(new Iptables([], time));
            egress = await firewall.ProbeAsync(token);
        }
        else
        {
            // What this user may not read says nothing of what the service may.
            setup = setup with { KernelLogProblem = null };
        }

        // The firewall has a check of its own.
        EngineDescription description = EngineDescriber.Describe(info, version, api, quota, setup, new EgressReadiness.Ready());
        return new EngineSight.Answers(description, setup, egress, info.CgroupDriver);
    }

    private static bool IsForbidden(Exception? error) =>
        error is SocketException { SocketErrorCode: SocketError.AccessDenied }
        || (error?.InnerException is { } inner && IsForbidden(inner));
}
