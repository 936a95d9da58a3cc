namespace DePin.Protocol.Jobs.Fields;

/// <summary>Finds the word a submitter probably meant.</summary>
public static class Nearest
{
    private const int MaxLength = 40;
    private const int ShortestPart = 3;

    /// <summary>The known word nearest to what was written; null when none is near: at most a third of the letters may differ.</summary>
    public static string? To(string written, IEnumerable<string> known)
    {
        string bare = Bare(written);
        if (bare.Length is 0 or > MaxLength)
        {
            return null;
        }

        (string Word, int Distance)? best = null;
        foreach (string word in known)
        {
            string candidate = Bare(word);
            int distance = IsPart(bare, candidate) ? 1 : Distance(bare, candidate);
            if (distance <= Math.Max(1, Math.Max(bare.Length, candidate.Length) / 3) && (best is null || distance < best.Value.Distance))
            {
                best = (word, distance);
            }
        }

        return best?.Word;
    }

    /// <summary>Letters alone: <c>max_per_gpu_hour</c> is <c>maxPerGpuHour</c>.</summary>
    private static string Bare(string word) =>
        word.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();

    private static bool IsPart(string left, string right) =>
        Math.Min(left.Length, right.Length) >= ShortestPart
        && (left.Contains(right, StringComparison.Ordinal) || right.Contains(left, StringComparison.Ordinal));

    /// <summary>Insertions, deletions, replacements and swaps of neighbours between two words (optimal string alignment).</summary>
    private static int Distance(string left, string right)
    {
        var table = new int[left.Length + 1, right.Length + 1];
        for (int i = 0; i <= left.Length; i++)
        {
            for (int j = 0; j <= right.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    table[i, j] = i + j;
                    continue;
                }

                int replace = table[i - 1, j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
                table[i, j] = Math.Min(replace, 1 + Math.Min(table[i - 1, j], table[i, j - 1]));
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                {
                    table[i, j] = Math.Min(table[i, j], table[i - 2, j - 2] + 1);
                }
            }
        }

        return table[left.Length, right.Length];
    }
}
