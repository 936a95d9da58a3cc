using System.Reflection;

namespace DePin.Scheduler;

/// <summary>The version this program was built as: <c>Version</c> of Directory.Build.props.</summary>
internal static class ProductVersion
{
    /// <summary>E.g. <c>0.1.0</c>.</summary>
    public static string Number { get; } = typeof(ProductVersion).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";

    /// <summary>With the commit where the build knew it, e.g. <c>0.1.0+4e4c538</c>.</summary>
    public static string Full { get; } =
        typeof(ProductVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? Number;
}
