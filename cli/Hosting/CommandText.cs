using System;
using System.Linq;

namespace FragApi.Cli.Hosting;

/// <summary>Words of a command line, for a person to copy into a shell.</summary>
internal static class CommandText
{
    private const string Plain = "/._-+=:,@%";

    public static string Quoted(string word) =>
        word.Length > 0 && word.All(character => char.IsLetterOrDigit(character) || Plain.Contains(character, StringComparison.Ordinal)) ? word
        // Double quotes mean the same to every shell, but for what they let through.
        : word.AsSpan().IndexOfAny("\"$`\\!") < 0 ? $"\"{word}\""
        : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
