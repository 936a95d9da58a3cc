using DePin.NodeAgent.Configuration;
using DePin.NodeAgent.Containers;
using DePin.NodeAgent.Containers.Egress;
using DePin.NodeAgent.Gpus;

namespace DePin.NodeAgent.Doctor;

/// <summary>The container engine, and whether GPUs reach containers through it and stay there. Pure.</summary>
internal static class EngineChecks
{
    public static IEnumerable<CheckResult> Of(DoctorFacts facts) => facts.Engine switch
    {
        EngineSight.NotAsked { Why: var why } => [CheckResult.Skip("engine", why)],
        EngineSight.NoSocket { Path: var path } =>
        [
            CheckResult.Fail(
                "engine", $"There is no container engine: no {path}.",
                "Install Docker ('apt install docker.io') and start it ('systemctl enable --now docker'), or name its socket in "
                + "containers.socket."),
        ],
        EngineSight.Forbidden { Path: var path, User: var user } =>
        [
            CheckResult.Fail(
                "engine", $"User {user} may not open {path}.",
                $"Let it: 'usermod -aG docker {user}', then restart what runs as {user}. Whoever may open that socket is root on this "
                + "machine."),
        ],
        EngineSight.Silent { Path: var path, Message: var message } =>
        [
            CheckResult.Fail(
                "engine", $"No engine answers at {path}: {message}.", "Start it: 'systemctl start docker'; see 'journalctl -u docker'."),
        ],
        EngineSight.Answers answers => Answers(answers, facts),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static IEnumerable<CheckResult> Answers(EngineSight.Answers answers, DoctorFacts facts)
    {
        EngineDescription engine = answers.Engine;
        IReadOnlyList<EngineFinding> ofGpus = GpuFindings.Of(answers.Gpus, engine.Gpu);
        string cgroups = $"cgroup v{engine.CgroupVersion} by the {answers.CgroupDriver ?? "unknown"} driver";
        return
        [
            CheckResult.Ok("engine", $"{engine.Product} answers (API {engine.ApiVersion}, {cgroups})."),
            .. Runtime(engine, facts.Options?.Containers.Runtime ?? ContainerRuntime.Runc),
            .. engine.Findings.Where(finding => !ofGpus.Contains(finding)).Select(finding => Found(NameOf(finding), finding)),
            .. LiveRestore(engine),
            .. Egress(answers.Egress),
            .. Gpus(answers, ofGpus),
        ];
    }

    private static IEnumerable<CheckResult> Runtime(EngineDescription engine, ContainerRuntime runtime)
    {
        string name = runtime.ToString().ToLowerInvariant();
        if (!engine.Runtimes.Contains(name))
        {
            yield return CheckResult.Fail(
                "runtime",
                $"The engine has no runtime '{name}', which containers.runtime names; it has {string.Join(", ", engine.Runtimes)}.",
                runtime == ContainerRuntime.Runsc
                    ? "Install gVisor and run 'runsc install', then restart the engine; or write 'runtime: runc'."
                    : "Write one that it has into containers.runtime.");
        }
    }

    /// <summary>The finding tells when it is off.</summary>
    private static IEnumerable<CheckResult> LiveRestore(EngineDescription engine) =>
        engine.LiveRestore ? [CheckResult.Ok("live-restore", "A restart of the engine leaves jobs running.")] : [];

    private static string NameOf(EngineFinding finding) => finding == EngineFindings.NoLiveRestore ? "live-restore" : "engine";

    private static IEnumerable<CheckResult> Egress(EgressReadiness? egress) => egress switch
    {
        null => [CheckResult.Skip("egress", "the firewall can be read by root alone: run 'sudo depin-node doctor'")],
        EgressReadiness.Ready => [CheckResult.Ok("egress", "Jobs with a network can be kept off private addresses.")],
        EgressReadiness.Impossible { Fact: var fact, Remedy: var remedy } =>
            [CheckResult.Warn("egress", $"Jobs that need the network are refused: {fact}", remedy)],
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static IEnumerable<CheckResult> Gpus(EngineSight.Answers answers, IReadOnlyList<EngineFinding> findings)
    {
        GpuSetup setup = answers.Gpus;
        if (setup.Gpus.Count == 0)
        {
            return [CheckResult.Skip("gpu-containers", "there is no NVIDIA GPU that the driver lists")];
        }

        string toolkit = setup.Toolkit is { } version ? $"toolkit {version}" : "no toolkit";
        string specs = setup.CdiSpecs.Count == 0 ? "no CDI specification" : $"CDI by {string.Join(", ", setup.CdiSpecs)}";
        return findings.Count > 0
            ? findings.Select(finding => Found("gpu-containers", finding))
            : [CheckResult.Ok("gpu-containers", $"Containers get the GPUs and keep them ({toolkit}, {specs}).")];
    }

    private static CheckResult Found(string check, EngineFinding finding) => finding.Weight switch
    {
        FindingWeight.Blocking => CheckResult.Fail(check, finding.Fact, finding.Remedy),
        FindingWeight.Limiting when check == "gpu-containers" => CheckResult.Fail(check, finding.Fact, finding.Remedy),
        _ => CheckResult.Warn(check, finding.Fact, finding.Remedy),
    };
}
