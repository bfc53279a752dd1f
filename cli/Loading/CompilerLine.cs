using System;
using System.Collections.Immutable;
using System.Linq;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace FragApi.Cli.Loading;

/// <summary>The line that a build called the C# compiler with.</summary>
internal static partial class CompilerLine
{
    /// <summary>The arguments, with the paths of this machine.</summary>
    /// <param name="line">As it was logged: the compiler, and what is behind it.</param>
    /// <param name="here">Turns a path of the build, or what one begins with, into one of this machine.</param>
    public static ImmutableArray<string> Arguments(string line, Func<string, string> here)
    {
        Match compiler = Compiler().Match(line);
        // Of a compiler by another name: no blank is in it.
        string rest = compiler.Success ? line[(compiler.Index + compiler.Length)..] : line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..];
        return [.. CommandLineParser.SplitCommandLineIntoArguments(rest, removeHashComments: false).Select(argument => Here(argument, here))];
    }

    private static string Here(string argument, Func<string, string> here)
    {
        if (argument.StartsWith('@'))
            return "@" + Mapped(argument[1..], here);
        Match option = Option().Match(argument);
        if (!option.Success)
            return argument.StartsWith('-') || Other().IsMatch(argument) ? argument : Mapped(argument, here);
        return option.Groups["name"].Value + Mapped(option.Groups["value"].Value, here);
    }

    /// <summary>A value may be several paths, an alias or a name beside one, and in quotes.</summary>
    private static string Mapped(string value, Func<string, string> here) => Piece().Replace(value, piece => here(piece.Value));

    // The path of the compiler may have blanks in it, and no quotes around it.
    [GeneratedRegex(@"(^|[\\/""])csc(\.dll|\.exe)?""?\s+(?=[/@-])", RegexOptions.IgnoreCase)]
    private static partial Regex Compiler();

    [GeneratedRegex(
        @"^(?<name>[/-](reference|r|link|l|analyzer|a|additionalfile|analyzerconfig|out|refout|doc|pdb|embed|resource|res|linkresource|linkres|keyfile|ruleset|lib|libpaths|addmodule|win32icon|win32res|win32manifest|sourcelink|errorlog|generatedfilesout|appconfig|recurse):)(?<value>.*)$",
        RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex Option();

    // As the compiler tells them from a path that begins with a slash.
    [GeneratedRegex(@"^/[^/:]+(:|$)")]
    private static partial Regex Other();

    [GeneratedRegex(@"[^,;=""]+")]
    private static partial Regex Piece();
}
