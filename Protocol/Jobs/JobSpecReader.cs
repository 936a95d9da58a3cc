using DePin.Protocol.Jobs.Documents;
using DePin.Protocol.Jobs.Fields;

namespace DePin.Protocol.Jobs;

/// <summary>Reads a job file. Whatever the bytes, the answer is a spec that keeps every rule, or errors that say what to change; nothing is thrown.</summary>
public static class JobSpecReader
{
    /// <param name="utf8">The file as it is, at most <see cref="JobLimits.MaxDocumentBytes"/>; a UTF-8 byte order mark is skipped.</param>
    /// <param name="format">Null takes a file that starts with <c>{</c> for JSON and everything else for YAML.</param>
    public static JobSpecResult Read(ReadOnlySpan<byte> utf8, JobFormat? format = null)
    {
        var errors = new ErrorLog();
        if (DocumentText.Decode(utf8, errors) is { } text && ReadTree(text, format, errors) is { } root)
        {
            bool isRead = JobSpecFields.Root.TryRead(root, SpecPath.Root, errors, out JobSpec spec);
            spec = JobSpecRules.Complete(spec, root);
            if (root is SpecNode.Map)
            {
                JobSpecRules.Check(spec, root, errors);
            }

            CheckSize(spec, utf8.Length, errors);
            if (isRead && errors.IsEmpty)
            {
                return JobSpecResult.Of(spec);
            }
        }

        return JobSpecResult.Refused(errors.ToList());
    }

    /// <summary>What was taken must also be readable in its canonical form, where one written byte can become six (<c>\a</c> is <c>\u0007</c>).</summary>
    private static void CheckSize(JobSpec spec, int written, ErrorLog errors)
    {
        const int maxGrowth = 6;
        if (errors.IsEmpty && written > JobLimits.MaxDocumentBytes / maxGrowth && spec.ToCanonicalJson().Length is var bytes and > JobLimits.MaxDocumentBytes)
        {
            errors.Add(new Position(1, 1), "", null, $"the spec as JSON has {bytes} bytes, more than the {JobLimits.MaxDocumentBytes} allowed",
                "move data into an input, named under inputs");
        }
    }

    private static SpecNode? ReadTree(string text, JobFormat? format, ErrorLog errors)
    {
        JobFormat chosen = format ?? (text.AsSpan().TrimStart() is ['{', ..] ? JobFormat.Json : JobFormat.Yaml);
        return chosen == JobFormat.Json ? JsonNodes.Read(text, errors) : YamlNodes.Read(text, errors);
    }
}
