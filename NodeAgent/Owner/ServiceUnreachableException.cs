namespace DePin.NodeAgent.Owner;

/// <summary>The service could not be asked; the message says why and what to do.</summary>
internal sealed class ServiceUnreachableException(string path, ServiceUnreachableException.Cause cause, Exception? inner)
    : Exception(Text(path, cause), inner)
{
    public enum Cause
    {
        NotRunning,
        Forbidden,
        Silent,
    }

    public Cause Why => cause;

    private static string Text(string path, Cause cause) => cause switch
    {
        Cause.NotRunning =>
            $"The service does not run: nothing answers on {path}. Start it with 'systemctl start depin-node' or 'depin-node run'.",
        Cause.Forbidden => $"This user may not open {path}. Use sudo, or add the user to the group that owns the socket.",
        _ => $"Something holds {path} open but does not answer. Look at 'journalctl -u depin-node' and restart the service.",
    };
}
