namespace DePin.NodeAgent.Doctor;

/// <summary>Looks at a file or directory without changing it.</summary>
internal static class FileProbe
{
    public static FileFact Look(string path)
    {
        try
        {
            UnixFileMode mode = File.GetUnixFileMode(path);
            return new FileFact(path, mode, WhyUnreadable(path));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return new FileFact(path, null, null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new FileFact(path, null, $"user {Environment.UserName} may not look there; run 'sudo depin-node doctor'");
        }
    }

    private static string? WhyUnreadable(string path)
    {
        try
        {
            if (Directory.Exists(path))
            {
                using IEnumerator<string> entries = Directory.EnumerateFileSystemEntries(path).GetEnumerator();
                entries.MoveNext();
            }
            else
            {
                File.OpenRead(path).Dispose();
            }

            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"user {Environment.UserName} may not read it; run 'sudo depin-node doctor'";
        }
    }
}
