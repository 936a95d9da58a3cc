using DePin.Attestation;
using DePin.Protocol;
using DePin.Protocol.Jobs;
using DePin.Protocol.Wire;
using Microsoft.OpenApi;

namespace DePin.Scheduler.Http;

/// <summary>How a value of ours is written.</summary>
/// <param name="Words">The form in words, for remedies.</param>
internal sealed record ValueForm(string Pattern, string Meaning, string Words)
{
    private static readonly Dictionary<Type, ValueForm> _all = new()
    {
        [typeof(Hash32)] = Hexadecimal(64, "32 bytes"),
        [typeof(JobId)] = Hexadecimal(64, "a job"),
        [typeof(AttemptId)] = Hexadecimal(64, "an attempt: SHA-256 of job and epoch"),
        [typeof(Address)] = Hexadecimal(40, "an account"),
        [typeof(Signature)] = Hexadecimal(130, "r, s and v of a secp256k1 signature"),
        [typeof(ContentHash)] = new("^sha256:[0-9a-f]{64}$", "content by its SHA-256", "sha256: and 64 hexadecimal digits"),
        [typeof(BootId)] = new("^[0-9a-f]{32}$", "one life of a node's journal", "32 hexadecimal digits"),
    };

    public static ValueForm? Of(Type type) => _all.GetValueOrDefault(type);

    public OpenApiSchema Schema() => new() { Type = JsonSchemaType.String, Pattern = Pattern, Description = Meaning };

    private static ValueForm Hexadecimal(int digits, string meaning) =>
        new($"^0x[0-9a-fA-F]{{{digits}}}$", meaning, $"an id: 0x and {digits} hexadecimal digits");
}
