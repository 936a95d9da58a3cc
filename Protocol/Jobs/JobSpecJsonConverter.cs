using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DePin.Protocol.Jobs;

/// <summary>A spec inside a wire message: read by <see cref="JobSpecReader"/>, with all its rules, and written in canonical form.</summary>
/// <remarks>A refused spec is a <see cref="JobSpecException"/>; its lines count from the start of the spec, not of the message.</remarks>
public sealed class JobSpecJsonConverter : JsonConverter<JobSpec>
{
    public override JobSpec Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        // The text as it stands, so that a key written twice is still seen.
        using JsonDocument document = JsonDocument.ParseValue(ref reader);
        JobSpecResult result = JobSpecReader.Read(Encoding.UTF8.GetBytes(document.RootElement.GetRawText()), JobFormat.Json);
        return result.IsValid ? result.Spec : throw new JobSpecException(result.Errors);
    }

    public override void Write(Utf8JsonWriter writer, JobSpec value, JsonSerializerOptions options) =>
        writer.WriteRawValue(value.ToCanonicalJson(), skipInputValidation: true);
}
