using System.Globalization;

namespace DePin.Protocol.Jobs.Fields;

/// <summary>The kinds of value a job file is made of.</summary>
internal static class SpecKinds
{
    private static readonly string[] NumberToo = ["number"];

    public static readonly TextKind<string> Name = new("a name", "train-1", SpecTexts.Name, text => text)
    {
        BoundsText = $"DNS label of at most {JobLimits.MaxNameLength} characters",
        Pattern = SpecTexts.NamePattern,
    };

    public static readonly TextKind<ImageReference> Image =
        new("an image", "registry.example/train:1.0", SpecTexts.Image, image => image.ToString())
        {
            BoundsText = $"at most {ImageReference.MaxLength} characters",
            MaxLength = ImageReference.MaxLength,
        };

    /// <summary>An argument or a variable: a number or boolean is taken as the text it was written with.</summary>
    public static readonly TextKind<string> ProcessText = new("text", "\"3\"", SpecTexts.ProcessText, text => text)
    {
        BoundsText = "at most 64 KiB; numbers and booleans are taken as written",
        OtherTypes = ["number", "boolean"],
        MaxLength = JobLimits.MaxTextBytes,
    };

    public static readonly TextKind<string> EnvName = new("a variable name", "HF_TOKEN", SpecTexts.EnvName, text => text)
    {
        BoundsText = $"letters, digits and '_', at most {JobLimits.MaxEnvNameLength}",
        Pattern = SpecTexts.EnvNamePattern,
    };

    public static readonly TextKind<ContainerPath> Path = new("a path", "/outputs", ContainerPath.Read, path => path.Value)
    {
        BoundsText = $"absolute, normalised, at most {ContainerPath.MaxBytes} bytes",
        Pattern = "^/",
        MaxLength = ContainerPath.MaxBytes,
    };

    public static readonly TextKind<ContentHash> Hash = new("a content hash", "sha256:…", ContentHash.Read, hash => hash.ToString())
    {
        Pattern = ContentHash.Pattern,
    };

    public static readonly TextKind<string> GpuModel = new("a model", "h100", SpecTexts.GpuModel, text => text)
    {
        BoundsText = "part of the name, in any case",
        Pattern = SpecTexts.ModelPattern,
    };

    public static readonly TextKind<string> HealthPath = new("an HTTP path", "/health", SpecTexts.HealthPath, text => text)
    {
        BoundsText = $"at most {JobLimits.MaxHealthLength} characters",
        Pattern = SpecTexts.HealthPattern,
    };

    public static readonly TextKind<CpuCores> Cpu = new("a number of cores", "4", CpuCores.Read, cores => cores.ToString())
    {
        Examples = ["4", "0.5", "500m"],
        BoundsText = Between(JobLimits.MinCpu, JobLimits.MaxCpu),
        Range = new(JobLimits.MinCpu, JobLimits.MaxCpu),
        OtherTypes = NumberToo,
        IsWrittenAsNumber = true,
        Pattern = @"^[0-9]+(\.[0-9]+)?m?$",
    };

    public static readonly TextKind<decimal> Tflops =
        new("a number of TFLOPS", "100", SpecTexts.Decimal(3, JobLimits.MaxFp16Tflops, "100 or 82.5"), SpecTexts.DecimalText)
        {
            BoundsText = $"above 0, at most {JobLimits.MaxFp16Tflops}, three decimals",
            OtherTypes = NumberToo,
            IsWrittenAsNumber = true,
            Pattern = SpecTexts.DecimalPattern,
        };

    public static readonly TextKind<decimal> Price =
        new("a price", "\"1.20\"", SpecTexts.Decimal(6, JobLimits.MaxPricePerGpuHour, "\"1.20\""), SpecTexts.DecimalText)
        {
            BoundsText = $"above 0, at most {JobLimits.MaxPricePerGpuHour}, six decimals",
            OtherTypes = NumberToo,
            Pattern = SpecTexts.DecimalPattern,
        };

    public static readonly TextKind<ByteRate> Rate = new("a bandwidth", "800GB/s", ByteRate.Read, rate => rate.ToString())
    {
        BoundsText = $"1B/s to {JobLimits.MaxMemoryBandwidth}",
        Range = new(new ByteRate(1), JobLimits.MaxMemoryBandwidth),
        Pattern = @"^[0-9]+(\.[0-9]+)?(B|[Kk]B|KiB|MB|MiB|GB|GiB|TB|TiB|PB|PiB)/s$",
    };

    public static readonly ListKind<string> Command = new(ProcessText, "[python, train.py]", JobLimits.MaxCommandWords, isSet: false);

    public static readonly MapKind<string, string> Env =
        new(SpecTexts.EnvName, SpecTexts.EnvNamePattern, ProcessText, "{ EPOCHS: \"3\" }", JobLimits.MaxEnvEntries);

    public static readonly ListKind<string> Secrets = new(EnvName, "[HF_TOKEN]", JobLimits.MaxSecrets, isSet: true);

    public static readonly MapKind<ContainerPath, ContentHash> Inputs =
        new(ContainerPath.Read, "^/", Hash, "{ /data/model.bin: sha256:… }", JobLimits.MaxInputs);

    public static readonly ListKind<ContainerPath> Outputs = new(Path, "[/outputs]", JobLimits.MaxOutputs, isSet: true);

    public static TextKind<ByteSize> Size(ByteSize min, ByteSize max) => new("a size", "16GiB", ByteSize.Read, size => size.ToString())
    {
        BoundsText = Between(min, max),
        Range = new(min, max),
        OtherTypes = ["integer"],
        Pattern = @"^[0-9]+(\.[0-9]+)?(B|[Kk]B|KiB|MB|MiB|GB|GiB|TB|TiB|PB|PiB)?$",
    };

    public static TextKind<TimeSpan> Duration(TimeSpan min, TimeSpan max) =>
        new("a duration", "90s", DurationText.Read, DurationText.Format)
        {
            Examples = ["90s", "1h30m", "500ms", "5s"],
            BoundsText = $"{DurationText.Format(min)} to {DurationText.Format(max)}",
            Range = new(min, max),
            Pattern = "^(?=.)([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$",
        };

    private static string Between<T>(T min, T max) => string.Create(CultureInfo.InvariantCulture, $"{min} to {max}");
}
