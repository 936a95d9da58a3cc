namespace DePin.NodeAgent.Configuration;

/// <summary>The configuration cannot be used; the message lists every error on a line of its own.</summary>
public sealed class ConfigurationException(IReadOnlyList<ConfigurationError> errors)
    : Exception(string.Join(Environment.NewLine, errors))
{
    public IReadOnlyList<ConfigurationError> Errors => errors;
}
