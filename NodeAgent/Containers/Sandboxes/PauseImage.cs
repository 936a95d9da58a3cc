using DePin.NodeAgent.Containers.Engine;

namespace DePin.NodeAgent.Containers.Sandboxes;

/// <summary>The image of <see cref="PauseProgram"/>, made on the engine where it is not there.</summary>
internal static class PauseImage
{
    private const string Repository = "depin/pause";

    /// <summary>Its name on the engine.</summary>
    public static async Task<string> EnsureAsync(EngineClient engine, CancellationToken token)
    {
        string image = $"{Repository}:{PauseProgram.Version}";
        if (await engine.Images.FindAsync(image, token) is null)
        {
            await engine.Images.ImportAsync(Repository, PauseProgram.Version, PauseProgram.Path, PauseProgram.Layer(), token);
        }

        return image;
    }
}
