namespace DePin.NodeAgent.Setup;

/// <summary>The user that a package runs the service as: what root makes for it is handed over to it.</summary>
/// <param name="root">This process may hand over.</param>
/// <param name="run">Runs a program and gives its exit code and output; −1 when there is no such program.</param>
internal sealed class ServiceUser(bool root, Func<IReadOnlyList<string>, CancellationToken, Task<(int Code, string Output)>> run)
{
    public const string Name = "depin-node";

    private const string DockerGroup = "docker";

    public static ServiceUser OfThisMachine() => new(Environment.IsPrivilegedProcess, ProgramRun.RunAsync);

    /// <summary>Who will run the service: the package's user where there is one, otherwise who asks.</summary>
    public async Task<string> FindAsync(CancellationToken token) =>
        (await run(["id", "-u", Name], token)).Code == 0 ? Name : Environment.UserName;

    /// <summary>Gives a file or directory to the package's user; does nothing where there is none, or this user cannot.</summary>
    /// <param name="path">What to give.</param>
    /// <param name="onlyGroup">It stays root's to write.</param>
    /// <param name="token">Gives up.</param>
    /// <exception cref="IOException">It could not be given.</exception>
    public async Task TakeOverAsync(string path, bool onlyGroup, CancellationToken token)
    {
        if (!root || await FindAsync(token) != Name)
        {
            return;
        }

        (int code, string output) = await run(["chown", onlyGroup ? $"root:{Name}" : $"{Name}:{Name}", path], token);
        if (code != 0)
        {
            throw new IOException($"{path} cannot be given to user {Name}: {output.Trim()}");
        }
    }

    /// <summary>True when the user may open the engine's socket already, as far as its group says.</summary>
    public async Task<bool> IsInDockerGroupAsync(string user, CancellationToken token) =>
        user == "root" || (await run(["id", "-nG", user], token)).Output.Split([' ', '\n']).Contains(DockerGroup);

    /// <returns>Null when it is in the group now; otherwise the command that root has to run.</returns>
    public async Task<string?> JoinDockerGroupAsync(string user, CancellationToken token)
    {
        string[] command = ["usermod", "-aG", DockerGroup, user];
        return root && (await run(command, token)).Code == 0 ? null : $"sudo {string.Join(' ', command)}";
    }
}
