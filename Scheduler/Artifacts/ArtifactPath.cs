using System.Text;
using DePin.Protocol.Wire;
using DePin.Scheduler.Engine;
using DePin.Scheduler.Http;

namespace DePin.Scheduler.Artifacts;

/// <summary>
/// The path of an output file: relative, normalised, printable. It names the file to people and never a place on our disk.
/// </summary>
internal static class ArtifactPath
{
    /// <summary>Null when the path is fit to be stored.</summary>
    public static Refusal? Check(string path)
    {
        string? fault = path switch
        {
            "" => "is empty",
            { Length: > WireLimits.ArtifactPathLength } => $"has {path.Length} characters, the limit is {WireLimits.ArtifactPathLength}",
            ['/', ..] => "begins with a slash",
            _ when path.Any(char.IsControl) => "contains a control character",
            _ when !IsText(path) => "is not valid Unicode",
            _ when path.Split('/').Any(part => part is "" or "." or "..") => "is not normalised",
            _ => null,
        };
        return fault is null ? null : RequestBody.Invalid($"the artifact path '{Shown.Of(path)}' {fault}",
            "send a relative path without '.', '..', empty parts and control characters");
    }

    private static bool IsText(string path) => !path.EnumerateRunes().Contains(Rune.ReplacementChar);
}
