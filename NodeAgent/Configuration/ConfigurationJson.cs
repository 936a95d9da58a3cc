using System.Text.Json.Serialization;

namespace DePin.NodeAgent.Configuration;

/// <summary>Text in quotes as YAML takes it too.</summary>
[JsonSerializable(typeof(string))]
internal sealed partial class ConfigurationJson : JsonSerializerContext;
