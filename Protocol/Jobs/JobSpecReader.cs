using DePin.Protocol.Jobs.Documents;
using DePin.Protocol.Jobs.Fields;

namespace DePin.Protocol.Jobs;

/// <summary>Reads a job file. Whatever the bytes, the answer is a spec that keeps every rule, or errors that say what to change.</summary>
/// <remarks>Nothing is thrown. What one call does is bounded by <see cref="JobLimits"/>: a few tens of milliseconds at most.</remarks>
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
            new JobSpecRules(spec, root, errors).Check();
            CheckSize(spec, utf8.Length, errors);
            if (isRead && errors.IsEmpty)
            {
                return JobSpecResult.Of(spec, root);
            }
        }

        return JobSpecResult.Refused(errors.ToList());
    }

    /// <summary>What was taken must also be readable in its canonical form, where <c>\a</c> becomes <c>\u0007</c>.</summary>
    private static void CheckSize(JobSpec spec, int written, ErrorLog errors)
    {
        const int surelySmall = JobLimits.MaxDocumentBytes / 6;
        if (!errors.IsEmpty || written <= surelySmall)
        {
            return;
        }

        int bytes = spec.ToCanonicalJson().Length;
        if (bytes > JobLimits.MaxDocumentBytes)
        {
            string message = $"the spec as JSON has {bytes} bytes, more than the {JobLimits.MaxDocumentBytes} allowed";
            errors.Add(new Position(1, 1), "", null, message, "move data into an input, named under inputs");
        }
    }

    private static SpecNode? ReadTree(string text, JobFormat? format, ErrorLog errors)
    {
        JobFormat chosen = format ?? (text.AsSpan().TrimStart() is ['{', ..] ? JobFormat.Json : JobFormat.Yaml);
        return chosen == JobFormat.Json ? JsonNodes.Read(text, errors) : YamlNodes.Read(text, errors);
    }
}
