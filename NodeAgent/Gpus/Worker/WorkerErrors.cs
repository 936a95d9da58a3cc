using System.Text;

namespace DePin.NodeAgent.Gpus.Worker;

/// <summary>What a worker writes to standard error: read to its end so that it never waits for us, and only the end of it kept.</summary>
internal static class WorkerErrors
{
    private const int Kept = 400;

    /// <returns>On one line, without what a terminal would obey.</returns>
    public static async Task<string> ReadAsync(Stream stream)
    {
        byte[] buffer = new byte[4096];
        string end = "";
        try
        {
            for (int read; (read = await stream.ReadAsync(buffer, CancellationToken.None)) > 0;)
            {
                end += Encoding.UTF8.GetString(buffer, 0, read);
                end = end.Length > Kept ? end[^Kept..] : end;
            }
        }
        catch (IOException)
        {
            // Its end is told by its exit.
        }

        return string.Concat(end.Select(letter => char.IsControl(letter) ? ' ' : letter)).Trim();
    }
}
