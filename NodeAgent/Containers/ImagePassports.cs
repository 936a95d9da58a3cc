using System.Collections.Concurrent;
using DePin.NodeAgent.Containers.Engine;

namespace DePin.NodeAgent.Containers;

/// <summary>
/// Looks at the two files of an image that the engine itself opens at a start, before anything holds it to a limit: a pipe in the place of
/// <c>/etc/passwd</c> blocks the engine for ever, and the container can then be neither started nor removed.
/// </summary>
internal sealed class ImagePassports(EngineClient engine)
{
    /// <summary>Images that are remembered as well; then they are looked at again.</summary>
    private const int MaxRemembered = 1000;

    private static readonly string[] _opened = ["/etc/passwd", "/etc/group"];
    private readonly ConcurrentDictionary<string, bool> _well = [];

    /// <summary>Why a container of the image must not be started; null when it may.</summary>
    public async Task<string?> RefusalAsync(string container, string imageId, CancellationToken token)
    {
        if (_well.ContainsKey(imageId))
        {
            return null;
        }

        foreach (string path in _opened)
        {
            if (await engine.Containers.StatBehindLinksAsync(container, path, token) is { IsSpecial: true })
            {
                return $"'{path}' of the image is a pipe, a device or a socket. Make it a file.";
            }
        }

        if (_well.Count >= MaxRemembered)
        {
            _well.Clear();
        }

        _well[imageId] = true;
        return null;
    }
}
