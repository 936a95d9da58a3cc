using DePin.NodeAgent.Configuration;
using DePin.NodeAgent.Containers;
using DePin.NodeAgent.Containers.Contract;

namespace DePin.NodeAgent.Tests.Containers;

/// <summary>What is refused before the engine is asked, and whose fault that is.</summary>
public sealed class ContractRefusalsTests
{
    private static ImageFacts Image => ContainerContractTests.Image;

    private static ContainerSpec Spec => ContainerContractTests.Spec;

    private static EngineDescription Engine => EngineDescriptions.Docker20;

    [TestCase("/data")]
    [TestCase("/data/out")]
    [TestCase("/")]
    public void Image_that_hides_files_of_the_job_behind_a_volume_is_refused(string path)
    {
        CreateOutcome.Refused? refusal = ContractRefusals.Find(Spec with { JobPaths = [path] }, Image with { Volumes = ["/data"] }, Engine);

        Assert.That(refusal?.Blame, Is.EqualTo(Blame.Job));
        Assert.That(refusal!.Reason, Does.Contain("'/data'").And.Contain($"'{path}'"));
    }

    [Test]
    public void Volume_beside_the_jobs_files_is_no_hindrance()
    {
        Assert.That(ContractRefusals.Find(Spec with { JobPaths = ["/database"] }, Image with { Volumes = ["/data"] }, Engine), Is.Null);
    }

    [Test]
    public void Egress_is_refused_where_the_machine_cannot_fence_it()
    {
        CreateOutcome.Refused? refusal = ContractRefusals.Find(
            Spec with { Network = NetworkAccess.Egress }, Image, Engine with { Egress = false });

        Assert.That(refusal?.Blame, Is.EqualTo(Blame.Host));
    }

    [Test]
    public void Gpus_are_refused_where_the_engine_has_no_way_to_give_them()
    {
        Assert.That(ContractRefusals.Find(Spec with { Gpus = ["GPU-a"] }, Image, Engine)?.Blame, Is.EqualTo(Blame.Host));
    }

    [Test]
    public void Image_without_a_program_needs_a_command()
    {
        ImageFacts bare = Image with { HasProgram = false };

        Assert.That(ContractRefusals.Find(Spec, bare, Engine)?.Blame, Is.EqualTo(Blame.Job));
        Assert.That(ContractRefusals.Find(Spec with { Command = ["/a"] }, bare, Engine), Is.Null);
    }

    [Test]
    public void Runtime_the_engine_does_not_have_is_refused()
    {
        CreateOutcome.Refused? refusal = ContractRefusals.Find(Spec with { Runtime = ContainerRuntime.Runsc }, Image, Engine);

        Assert.That(refusal?.Blame, Is.EqualTo(Blame.Host));
        Assert.That(refusal!.Reason, Does.Contain("runsc"));
    }

    [Test]
    public void Nothing_runs_on_an_engine_with_a_blocking_finding()
    {
        EngineDescription open = Engine with { Findings = [new EngineFinding(FindingWeight.Blocking, "No seccomp.", "Mend it.")] };

        Assert.That(ContractRefusals.Find(Spec, Image, open), Is.EqualTo(new CreateOutcome.Refused("No seccomp. Mend it.", Blame.Host)));
    }

    [TestCase("")]
    [TestCase("A=B")]
    [TestCase("A\0B")]
    public void Name_that_is_no_variables_is_refused(string name)
    {
        ContainerSpec spec = Spec with { Environment = new Dictionary<string, string> { [name] = "x" } };

        Assert.That(ContractRefusals.Find(spec, Image, Engine)?.Blame, Is.EqualTo(Blame.Job));
    }

    [Test]
    public void Files_need_a_disk()
    {
        ContainerSpec spec = Spec with { JobPaths = ["/outputs"], Limits = Spec.Limits with { DiskBytes = 0 } };

        Assert.That(ContractRefusals.Find(spec, Image, Engine)?.Reason, Does.Contain("/outputs").And.Contain("resources.disk"));
    }
}
