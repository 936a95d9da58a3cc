using System.Text.Json.Serialization;
using DePin.Protocol.Wire;

namespace DePin.NodeAgent.Attempts;

/// <summary>Limits a job can run into, named as in the job file. A slowed processor is no fault and is not among them.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<JobLimit>))]
public enum JobLimit
{
    /// <summary><c>resources.memory</c>: the kernel killed a process.</summary>
    Memory,

    /// <summary>The process limit of the container contract: a fork failed.</summary>
    Pids,

    /// <summary><c>resources.disk</c>: a write failed, or the job was stopped.</summary>
    Disk,

    /// <summary>As many files and directories as go with <c>resources.disk</c>: the job was stopped.</summary>
    Files,

    /// <summary>The log was cut; the job ran on.</summary>
    Log,

    /// <summary><c>timeout</c>: the job was stopped.</summary>
    Timeout,

    /// <summary>More output files or bytes than are collected.</summary>
    Outputs,
}
