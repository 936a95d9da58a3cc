namespace DePin.NodeAgent.Containers.Contract;

/// <summary>The environment of a job: its own, and what keeps GPUs that are not leased out of sight.</summary>
internal static class ContractEnvironment
{
    private const string VisibleDevices = "NVIDIA_VISIBLE_DEVICES";

    /// <summary><c>NAME=value</c> in order of name. It is added to the image's and wins over it.</summary>
    public static IReadOnlyList<string> For(ContainerSpec spec, EngineDescription engine)
    {
        Dictionary<string, string> variables = new(spec.Environment, StringComparer.Ordinal) { [VisibleDevices] = Visible(spec, engine) };
        return [.. variables
            .OrderBy(variable => variable.Key, StringComparer.Ordinal)
            .Select(variable => $"{variable.Key}={variable.Value}")];
    }

    // CUDA images set "all", which the NVIDIA runtime or hook obeys. "void" makes it do nothing; with CDI the engine has done all
    // there is to do.
    private static string Visible(ContainerSpec spec, EngineDescription engine) =>
        spec.Gpus.Count == 0 || engine.Gpu == GpuAccess.Cdi ? "void" : string.Join(',', spec.Gpus);
}
