namespace DePin.Simulation.Mutants;

/// <summary>
/// A SQLite database as it was some commits ago, to be put back: commits that were told and were never durable.
/// </summary>
/// <param name="path">The database.</param>
/// <param name="commits">How many commits are lost.</param>
internal sealed class Undo(string path, int commits)
{
    private static readonly string[] _parts = ["", "-wal"];
    private int _kept;

    /// <summary>Before each commit.</summary>
    public void Keep()
    {
        foreach (string part in _parts)
        {
            File.Delete(Kept(_kept) + part);
            if (File.Exists(path + part))
            {
                File.Copy(path + part, Kept(_kept) + part);
            }
        }

        _kept++;
    }

    /// <summary>Once nobody has the database open.</summary>
    public void PutBack()
    {
        if (_kept < commits)
        {
            return;
        }

        File.Delete(path + "-shm");
        foreach (string part in _parts)
        {
            File.Delete(path + part);
            if (File.Exists(Kept(_kept - commits) + part))
            {
                File.Copy(Kept(_kept - commits) + part, path + part);
            }
        }

        _kept = 0;
    }

    private string Kept(int number) => $"{path}.before{number % commits}";
}
