using DePin.Attestation;
using DePin.Attestation.Evidence;
using DePin.Protocol;

namespace DePin.Scheduler.Cli.Outputs;

/// <summary>What <c>job outputs --to --json</c> writes.</summary>
/// <param name="ResultDigest">The signed digest that the list of outputs was checked against; absent when the job has no
/// attestation.</param>
/// <param name="SkippedOutputs">What lay under the job's output paths and was not taken.</param>
internal sealed record DownloadJson(JobId Job, string Directory, Hash32? ResultDigest, IReadOnlyList<OutputFile> Outputs,
    IReadOnlyList<SkippedOutput> SkippedOutputs);
