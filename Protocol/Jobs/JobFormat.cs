namespace DePin.Protocol.Jobs;

/// <summary>How a job file is written. Both carry the same spec and get the same errors.</summary>
public enum JobFormat
{
    Yaml,
    Json,
}
