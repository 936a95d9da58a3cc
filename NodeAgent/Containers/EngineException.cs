using System.Net;

namespace DePin.NodeAgent.Containers;

/// <summary>The engine answered something its API does not promise for this call.</summary>
public sealed class EngineException : Exception
{
    public EngineException(string call, HttpStatusCode status, string engineMessage)
        : base($"{call}: the engine answered {(int)status}: {engineMessage}")
    {
        Call = call;
        Status = status;
        EngineMessage = engineMessage;
    }

    /// <summary>Method and path.</summary>
    public string Call { get; }

    public HttpStatusCode Status { get; }

    /// <summary>The engine's own words.</summary>
    public string EngineMessage { get; }
}
