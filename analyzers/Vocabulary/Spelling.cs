using System;
using System.Collections.Generic;

namespace FragApi.Analyzers.Vocabulary;

/// <summary>What somebody meant who wrote a name that is not known.</summary>
internal static class Spelling
{
    /// <summary>More slips than this are another word.</summary>
    private const int MostSlips = 3;

    /// <summary>A question to end a message with, or nothing where no known name is near.</summary>
    public static string DidYouMean(string written, IEnumerable<string> known) =>
        Nearest(written, known) is string near ? $"; did you mean '{near}'?" : "";

    /// <summary>The nearest of the known names: the same but for case and marks, else with few letters changed, missing, added or swapped; null when there is none.</summary>
    public static string? Nearest(string written, IEnumerable<string> known)
    {
        string? nearest = null;
        int fewest = int.MaxValue;
        foreach (string candidate in known)
        {
            string one = Bare(written);
            string other = Bare(candidate);
            int slips = one == other ? 0 : Distance(one, other);
            // A third of a word may be wrong: of three letters one, of nine three.
            if (slips < fewest && slips <= Math.Min(MostSlips, Math.Max(one.Length, other.Length) / 3))
                (nearest, fewest) = (candidate, slips);
        }

        return nearest;
    }

    private static string Bare(string name) => name.Replace("-", "").Replace("_", "").ToLowerInvariant();

    /// <summary>How many letters have to be changed, added, taken away, or swapped with the next.</summary>
    public static int Distance(string one, string other)
    {
        int[,] slips = new int[one.Length + 1, other.Length + 1];
        for (int row = 0; row <= one.Length; row++)
        {
            for (int column = 0; column <= other.Length; column++)
            {
                if (row == 0 || column == 0)
                {
                    slips[row, column] = row + column;
                    continue;
                }

                int replaced = slips[row - 1, column - 1] + (one[row - 1] == other[column - 1] ? 0 : 1);
                int least = Math.Min(replaced, Math.Min(slips[row - 1, column], slips[row, column - 1]) + 1);
                if (row > 1 && column > 1 && one[row - 1] == other[column - 2] && one[row - 2] == other[column - 1])
                    least = Math.Min(least, slips[row - 2, column - 2] + 1);
                slips[row, column] = least;
            }
        }

        return slips[one.Length, other.Length];
    }
}
