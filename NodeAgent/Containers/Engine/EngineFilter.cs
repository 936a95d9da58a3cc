using System.Text.Json;
using DePin.NodeAgent.Containers.Engine.Json;

namespace DePin.NodeAgent.Containers.Engine;

/// <summary>The <c>filters</c> parameter of the engine's lists, escaped for a query.</summary>
internal static class EngineFilter
{
    public static string Label(string keyAndValue) =>
        Uri.EscapeDataString(JsonSerializer.Serialize(
            new Dictionary<string, string[]> { ["label"] = [keyAndValue] }, EngineJson.Default.DictionaryStringStringArray));
}
