using System.Text.Json;
using DePin.NodeAgent.Containers.Engine.Json;

namespace DePin.NodeAgent.Containers.Engine;

/// <summary>The <c>filters</c> parameter of the engine's lists, escaped for a query.</summary>
internal static class EngineFilter
{
    public static string Label(string keyAndValue) => Of(("label", keyAndValue));

    /// <summary>All of these must hold.</summary>
    public static string Of(params (string Name, string Value)[] filters) => Uri.EscapeDataString(JsonSerializer.Serialize(
        filters.ToDictionary(filter => filter.Name, filter => new[] { filter.Value }), EngineJson.Default.DictionaryStringStringArray));
}
