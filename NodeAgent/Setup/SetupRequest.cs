namespace DePin.NodeAgent.Setup;

/// <summary>What the command line says; whatever it does not is asked, or stays as it is.</summary>
internal sealed record SetupRequest
{
    /// <summary>By the key of the configuration.</summary>
    public required IReadOnlyDictionary<string, string> Answers { get; init; }

    /// <summary>Nobody is asked.</summary>
    public required bool Yes { get; init; }

    /// <summary>The owner wants the service's user in the engine's group.</summary>
    public required bool DockerGroup { get; init; }

    /// <summary>The keystore's password is kept in this file; null: as the configuration says, or beside it.</summary>
    public string? PasswordFile { get; init; }
}
