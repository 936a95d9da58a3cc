namespace DePin.NodeAgent.Attempts;

/// <summary>More on the disk than the job file allows.</summary>
/// <param name="Limit"><see cref="JobLimit.Disk"/> or <see cref="JobLimit.Files"/>.</param>
/// <param name="Fact">With the figures; a sentence without its end.</param>
public sealed record DiskExcess(JobLimit Limit, string Fact)
{
    /// <param name="now">Unix milliseconds.</param>
    public StopOrder Stop(long now) => new(Limit == JobLimit.Disk ? StopCause.Disk : StopCause.Files, $"{Fact}, and was stopped", now);
}
