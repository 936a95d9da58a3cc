using System.Reflection;

namespace DePin.NodeAgent;

/// <summary>Which build this is.</summary>
public static class AgentVersion
{
    /// <summary>Such as <c>0.1.0</c>.</summary>
    public static string Number { get; } = Informational().Split('+')[0];

    /// <summary>The commit it was built from, or null when the build did not know.</summary>
    public static string? Commit { get; } = Informational().Split('+').ElementAtOrDefault(1);

    private static string Informational() =>
        typeof(AgentVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0";
}
