using System.Globalization;
using DePin.Attestation.Messages;

namespace DePin.EndToEnd.Chaos;

/// <summary>A job whose log, output and end are known beforehand, so that a byte too few or too many is seen.</summary>
/// <param name="Number">Stands in every line, so that no job's bytes are taken for another's.</param>
/// <param name="Pause">Seconds between two lines.</param>
/// <param name="ExitCode">0, or the job's own fault.</param>
internal sealed record ChaosJob(int Number, int Lines, double Pause, int ExitCode)
{
    public const string OutputPath = "outputs/result";

    public string Name => $"chaos-{Number}";

    public Outcome Outcome => ExitCode == 0 ? Outcome.Succeeded : Outcome.JobFault;

    public string Log => string.Concat(Enumerable.Range(1, Lines).Select(line => $"job {Number} line {line}\n"));

    public string Output => string.Concat(Enumerable.Range(1, Lines).Select(line => $"{Number}.{line} "));

    public static ChaosJob Draw(int number, Random random) => new(
        number, random.Next(5, 60), Math.Round(random.NextDouble() / 10, 3), random.Next(5) == 0 ? random.Next(1, 100) : 0);

    public string File(string image) =>
        $$"""
        version: depin/v1
        name: {{Name}}
        image: {{image}}
        command:
        - sh
        - -c
        - >-
          i=0;
          while [ $i -lt {{Lines}} ]; do
            i=$((i+1)); echo job {{Number}} line $i; printf '{{Number}}.%s ' $i >> /outputs/result;
            sleep {{Pause.ToString(CultureInfo.InvariantCulture)}};
          done;
          exit {{ExitCode}}
        resources: { cpu: 0.2, memory: 64MiB, disk: 64MiB }
        outputs: [/outputs]
        timeout: 10m
        """;
}
