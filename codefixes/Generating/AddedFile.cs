using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.CodeFixes.Generating;

/// <summary>A file that is to be added.</summary>
internal sealed class AddedFile
{
    public AddedFile(string path, SyntaxTree beside, SyntaxTree tree)
    {
        Path = path;
        Beside = beside;
        Tree = tree;
    }

    public string Path { get; }

    /// <summary>The file that it lies beside, in whose project it belongs.</summary>
    public SyntaxTree Beside { get; }

    public SyntaxTree Tree { get; }

    public SourceText Text => Tree.GetText();
}
