using System.Text.Json;
using System.Text.Json.Serialization;

namespace DePin.Benchmark.Gpus;

/// <summary>A PCI address as text, such as <c>0000:3b:00</c>.</summary>
public sealed class PciAddressConverter : JsonConverter<PciAddress>
{
    public override PciAddress Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        PciAddress.TryParse(reader.GetString(), out PciAddress address)
            ? address
            : throw new JsonException("a PCI address is written as 0000:3b:00");

    public override void Write(Utf8JsonWriter writer, PciAddress value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
