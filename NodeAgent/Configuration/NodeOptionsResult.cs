namespace DePin.NodeAgent.Configuration;

/// <summary>What reading the configuration gave.</summary>
public abstract record NodeOptionsResult
{
    private NodeOptionsResult()
    {
    }

    /// <param name="Values">Every key, and where its value came from.</param>
    public sealed record Valid(NodeOptions Options, IReadOnlyList<EffectiveValue> Values) : NodeOptionsResult;

    /// <summary>At least one error, in the order of the file; those of the environment first.</summary>
    public sealed record Invalid(IReadOnlyList<ConfigurationError> Errors) : NodeOptionsResult;
}
