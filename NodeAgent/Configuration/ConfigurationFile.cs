namespace DePin.NodeAgent.Configuration;

/// <summary>Which file configures this node, and whether it was named or is only the usual place.</summary>
/// <param name="Chosen">True when somebody named it: then it must be there.</param>
public sealed record ConfigurationFile(string Path, bool Chosen)
{
    public const string DefaultPath = "/etc/depin/node.yaml";

    public const string Variable = EnvironmentOverrides.Prefix + "CONFIG";

    /// <param name="named">The command line's; null when it names none.</param>
    public static ConfigurationFile Find(string? named, IReadOnlyDictionary<string, string> environment)
    {
        string? path = named ?? environment.GetValueOrDefault(Variable);
        return string.IsNullOrEmpty(path)
            ? new ConfigurationFile(DefaultPath, Chosen: false)
            : new ConfigurationFile(System.IO.Path.GetFullPath(path), Chosen: true);
    }

    /// <summary>True when there is something to read: the file, or at least variables that stand in for it.</summary>
    public bool IsPresent(IReadOnlyDictionary<string, string> environment) =>
        Chosen || File.Exists(Path) || EnvironmentOverrides.Any(environment);

    /// <summary>Reads the file and the variables over it. An absent file in the usual place is an empty one.</summary>
    public NodeOptionsResult Read(IReadOnlyDictionary<string, string> environment)
    {
        byte[] bytes;
        try
        {
            bytes = File.Exists(Path) || Chosen ? ReadBounded() : [];
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            string message = $"cannot be read: {problem.Message.TrimEnd('.')}";
            const string Remedy = "name the file with --config, or let this user read it";
            return new NodeOptionsResult.Invalid([new ConfigurationError(Path, "", null, message, Remedy)]);
        }

        return NodeOptionsReader.Read(bytes, Path, environment);
    }

    /// <exception cref="ConfigurationException">Anything is wrong with it.</exception>
    public NodeOptions Require(IReadOnlyDictionary<string, string> environment) => RequireValid(environment).Options;

    /// <inheritdoc cref="Require"/>
    public NodeOptionsResult.Valid RequireValid(IReadOnlyDictionary<string, string> environment) => Read(environment) switch
    {
        NodeOptionsResult.Valid valid => valid,
        NodeOptionsResult.Invalid invalid => throw new ConfigurationException(invalid.Errors),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>One byte more than is allowed, at most: the reader then says that it is too long.</summary>
    private byte[] ReadBounded()
    {
        using FileStream stream = File.OpenRead(Path);
        byte[] buffer = new byte[NodeOptionsReader.MaxBytes + 1];
        int read = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        return buffer[..read];
    }
}
