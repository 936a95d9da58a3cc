using System.Text;
using DePin.Protocol.Jobs;

namespace DePin.Scheduler.Tests;

/// <summary>Job files for tests.</summary>
internal static class Specs
{
    public const string Digest = "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    /// <summary>A small job pinned to a digest, with these further lines.</summary>
    public static string Yaml(string more = "", string name = "test") => $"""
        version: depin/v1
        name: {name}
        image: registry.test/tool@{Digest}
        {more}

        """;

    /// <summary>A small job, changed by <paramref name="change"/>.</summary>
    public static JobSpec Job(Func<JobSpec, JobSpec>? change = null)
    {
        JobSpecResult result = JobSpecReader.Read(Encoding.UTF8.GetBytes(Yaml()));
        JobSpec spec = result.Spec ?? throw new AssertionException(string.Join('\n', result.Errors));
        return change is null ? spec : change(spec);
    }

    /// <summary>A job that wants this much of a node.</summary>
    public static JobSpec Wanting(long cores = 1, long memoryGiB = 1, long diskGiB = 1, GpuRequirement? gpu = null) => Job(spec => spec with
    {
        Resources = new JobResources
        {
            Cpu = CpuCores.FromCores(cores),
            Memory = ByteSize.FromGibibytes(memoryGiB),
            Disk = ByteSize.FromGibibytes(diskGiB),
            Gpu = gpu,
        },
    });
}
