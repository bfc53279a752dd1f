using System.IO;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace FragApi.CodeFixes;

/// <summary>The file with the property that a project's pools come from.</summary>
internal sealed class PoolHome
{
    private readonly string _name;
    private readonly string _namespace;
    private readonly bool _isFileScoped;
    private readonly string _newLine;

    private PoolHome(string name, string @namespace, bool isFileScoped, string newLine)
    {
        _name = name;
        _namespace = @namespace;
        _isFileScoped = isFileScoped;
        _newLine = newLine;
    }

    /// <summary>The type, as it is written anywhere.</summary>
    public string FullName => _namespace.Length == 0 ? $"global::{_name}" : $"global::{_namespace}.{_name}";

    /// <summary>The file's name.</summary>
    public string FileName => _name + ".cs";

    /// <summary>The file's text.</summary>
    public string Text
    {
        get
        {
            string type = $$"""
                /// <summary>
                /// Where this project's pooled arrays come from. A test may set it to a pool that checks, before the first rental: what was
                /// rented from one pool must not be returned to another.
                /// </summary>
                internal static class {{_name}}<T>
                {
                    public static ArrayPool<T> Shared { get; set; } = ArrayPool<T>.Shared;
                }
                """.Replace("\r\n", "\n");
            string text = _namespace.Length == 0 ? type
                : _isFileScoped ? $"namespace {_namespace};\n\n{type}"
                : $"namespace {_namespace}\n{{\n{string.Join("\n", type.Split('\n').Select(line => line.Length == 0 ? line : "    " + line))}\n}}";
            return $"using System.Buffers;\n\n{text}\n".Replace("\n", _newLine);
        }
    }

    /// <summary>A home for a project: in its root namespace, by a name that is free there.</summary>
    public static PoolHome For(Project project, Compilation compilation)
    {
        string root = project.DefaultNamespace is { Length: > 0 } declared ? declared : project.AssemblyName;
        if (!root.Split('.').All(SyntaxFacts.IsValidIdentifier))
            root = "";
        string name = Enumerable.Range(0, int.MaxValue).Select(i => i == 0 ? "ArrayPools" : $"ArrayPools{i + 1}").First(IsFree);
        bool isFileScoped = project.ParseOptions is CSharpParseOptions { LanguageVersion: >= LanguageVersion.CSharp10 };
        bool isWindows = project.Documents.FirstOrDefault() is { } document && document.TryGetText(out Microsoft.CodeAnalysis.Text.SourceText? text) && text.ToString().Contains("\r\n");
        return new PoolHome(name, root, isFileScoped, isWindows ? "\r\n" : "\n");

        bool IsFree(string candidate) =>
            !compilation.ContainsSymbolsWithName(candidate, SymbolFilter.Type) && project.Documents.All(document => document.Name != candidate + ".cs");
    }

    /// <summary>Beside the project's file.</summary>
    public string? PathIn(Project project) =>
        Path.GetDirectoryName(project.FilePath) is { Length: > 0 } folder ? Path.Combine(folder, FileName) : null;
}
