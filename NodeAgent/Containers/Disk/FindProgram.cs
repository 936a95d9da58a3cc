using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace DePin.NodeAgent.Containers.Disk;

/// <summary>
/// The machine's <c>find</c>, as a walker over trees that a stranger writes to at the same time: it goes from handle to handle, so that a
/// directory swapped for a link leads nowhere, and it takes every depth and every byte in a name. .NET's own walk does neither.
/// Source: https://man7.org/linux/man-pages/man1/find.1.html
/// </summary>
internal sealed class FindProgram(TimeProvider time)
{
    /// <summary>
    /// What it finds, until <paramref name="limit"/> is over or the caller stops. What vanishes on the way, or may not be read, is
    /// left out.
    /// </summary>
    public async IAsyncEnumerable<FoundFile> RunAsync(
        IReadOnlyList<string> arguments, TimeSpan limit, [EnumeratorCancellation] CancellationToken token)
    {
        using Process? process = Start(arguments);
        if (process is null)
        {
            yield break;
        }

        using CancellationTokenSource timer = new(limit, time);
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, token);
        try
        {
            while (await NextAsync(process, both.Token, token) is { } line)
            {
                if (FoundFile.Parse(line) is { } found)
                {
                    yield return found;
                }
            }
        }
        finally
        {
            process.Kill();
        }
    }

    /// <summary>Null at the end, and when the time is over.</summary>
    private static async Task<string?> NextAsync(Process process, CancellationToken limited, CancellationToken token)
    {
        try
        {
            return await process.StandardOutput.ReadLineAsync(limited);
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            return null;
        }
    }

    private static Process? Start(IReadOnlyList<string> arguments)
    {
        ProcessStartInfo start = new("find", [.. arguments, "-printf", FoundFile.Format])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            Process process = Process.Start(start)!;
            // Complaints about what vanished meanwhile: read, so that it does not wait for a reader, and dropped.
            process.ErrorDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            return process;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
