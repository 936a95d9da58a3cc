using DePin.NodeAgent.Containers;
using DePin.NodeAgent.Gpus;

namespace DePin.NodeAgent.Tests.Gpus;

public sealed class GpuFindingsTests
{
    /// <summary>A machine on which nothing takes a GPU from a running job.</summary>
    private static readonly GpuSetup _good = new()
    {
        Gpus = [TestGpus.Uuid],
        Systemd = true,
        CgroupDriver = "systemd",
        Runc = new Version(1, 3, 0),
        Toolkit = new Version(1, 18, 0),
        CdiSpecs = ["/etc/cdi/nvidia.yaml"],
    };

    private static readonly Dictionary<string, (GpuSetup Setup, GpuAccess Access, string Fact, string Remedy)> _setups = new()
    {
        ["no toolkit"] =
            (_good with { Toolkit = null, CdiSpecs = [] }, GpuAccess.None, "cannot hand one", "Install nvidia-container-toolkit"),
        ["no specification"] = (_good with { CdiSpecs = [] }, GpuAccess.None, "cannot hand one", "nvidia-ctk cdi generate"),
        ["an engine without CDI"] = (_good, GpuAccess.None, "cannot hand one", "Use Docker 25"),
        ["a hook and systemd"] = (_good, GpuAccess.DeviceRequests, "'systemctl daemon-reload'", "Use Docker 25"),
        ["a hook, systemd and no specification"] =
            (_good with { CdiSpecs = [] }, GpuAccess.DeviceRequests, "'systemctl daemon-reload'", "nvidia-ctk cdi generate"),
        ["CDI, an older runc, no links"] = (
            _good with { Runc = new Version(1, 1, 5), MissingLinks = ["195:0"] }, GpuAccess.Cdi, "there is none for 195:0",
            "create-dev-char-symlinks"),
        ["a toolkit that sets no device rules"] = (
            _good with { ToolkitLeavesCgroups = true, CgroupDriver = "cgroupfs" }, GpuAccess.DeviceRequests, "no-cgroups = true",
            "config.toml"),
        ["a stale specification"] =
            (_good with { NotInCdi = [TestGpus.Uuid] }, GpuAccess.Cdi, TestGpus.Uuid, "--output=/etc/cdi/nvidia.yaml"),
        ["an unsafe toolkit"] = (_good with { Toolkit = new Version(1, 17, 7) }, GpuAccess.Cdi, "CVE-2025-23266", "1.17.8"),
        ["an unreadable kernel log"] = (
            _good with { KernelLogProblem = "/dev/kmsg: Operation not permitted" }, GpuAccess.Cdi, "Operation not permitted", "CAP_SYSLOG"),
    };

    private static readonly Dictionary<string, (GpuSetup Setup, GpuAccess Access)> _safe = new()
    {
        ["CDI"] = (_good, GpuAccess.Cdi),
        ["CDI, an older runc, with links"] = (_good with { Runc = new Version(1, 1, 5) }, GpuAccess.Cdi),
        ["CDI, a runc that asks for no links"] = (_good with { Runc = new Version(1, 1, 7), MissingLinks = ["195:0"] }, GpuAccess.Cdi),
        ["CDI, a runc from before links"] = (_good with { Runc = new Version(1, 1, 2), MissingLinks = ["195:0"] }, GpuAccess.Cdi),
        ["a hook and cgroupfs"] = (_good with { CgroupDriver = "cgroupfs" }, GpuAccess.DeviceRequests),
        ["a hook without systemd"] = (_good with { Systemd = false }, GpuAccess.DeviceRequests),
        ["no GPU at all"] = (
            _good with { Gpus = [], Toolkit = new Version(1, 0), KernelLogProblem = "x", MissingLinks = ["195:0"] },
            GpuAccess.DeviceRequests),
    };

    private static IEnumerable<string> Setups => _setups.Keys;

    private static IEnumerable<string> Safe => _safe.Keys;

    [TestCaseSource(nameof(Setups))]
    public void A_setup_that_costs_jobs_their_gpus_is_named_with_its_remedy(string which)
    {
        (GpuSetup setup, GpuAccess access, string fact, string remedy) = _setups[which];

        EngineFinding finding = GpuFindings.Of(setup, access).Single();

        Assert.That(finding.Fact, Does.Contain(fact));
        Assert.That(finding.Remedy, Does.Contain(remedy));
        Assert.That(finding.Weight, Is.Not.EqualTo(FindingWeight.Blocking), "jobs without a GPU run");
    }

    [TestCaseSource(nameof(Safe))]
    public void A_setup_that_keeps_gpus_is_not_complained_about(string which) =>
        Assert.That(GpuFindings.Of(_safe[which].Setup, _safe[which].Access), Is.Empty);

    [TestCase("1.1.5+ds1", ExpectedResult = "1.1.5")]
    [TestCase("NVIDIA Container Toolkit CLI version 1.17.8\ncommit: f202b80a9b9d0db00d9b1d73c0128c8962c55f4d\n", ExpectedResult = "1.17.8")]
    [TestCase("1.3.0-rc.1", ExpectedResult = "1.3.0")]
    [TestCase("v1.2", ExpectedResult = "1.2")]
    [TestCase("unknown", ExpectedResult = null)]
    [TestCase("999999999999.1", ExpectedResult = null)]
    [TestCase(null, ExpectedResult = null)]
    public string? A_version_is_found_in_what_programs_print(string? text) => GpuSetupReader.Number(text)?.ToString();
}
