using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Cli.Proposing;

/// <summary>The item of a project file that makes a project read binding files of others.</summary>
internal static class ProjectItem
{
    /// <summary>Adds it in front of the end.</summary>
    /// <returns>Null where the file has no end that could be told.</returns>
    public static SourceText? Add(SourceText project, string path, IEnumerable<string> files)
    {
        string text = project.ToString();
        int end = text.LastIndexOf("</Project>", StringComparison.Ordinal);
        if (end < 0)
            return null;
        string newLine = text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
        string include = string.Join(';', files.Select(file => Path.GetRelativePath(Path.GetDirectoryName(path)!, file).Replace('\\', '/')));
        string indent = text.Contains("\n\t<", StringComparison.Ordinal) ? "\t" : "  ";
        string item = $"{indent}<ItemGroup>{newLine}{indent}{indent}<FragApiBindings Include=\"{Escaped(include)}\" />{newLine}{indent}</ItemGroup>{newLine}";
        bool startsLine = end == 0 || text[end - 1] == '\n';
        return project.WithChanges(new TextChange(new TextSpan(end, 0), startsLine ? item : newLine + item));
    }

    private static string Escaped(string value) => value.Replace("&", "&amp;", StringComparison.Ordinal).Replace("\"", "&quot;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);
}
