using FragApi.Analyzers.Vocabulary;

namespace FragApi.CodeFixes.Generating;

/// <summary>One form of an accessor as text, in which types are still to be spelled.</summary>
internal sealed class WrittenAccessor
{
    public WrittenAccessor(AccessorNeed need, bool byIndex, string text)
    {
        Need = need;
        ByIndex = byIndex;
        Text = text;
    }

    /// <summary>What it is for; both forms of one accessor have the same.</summary>
    public AccessorNeed Need { get; }

    public FragmentOperation Operation => Need.Operation;

    /// <summary>It takes a container and an index.</summary>
    public bool ByIndex { get; }

    /// <summary>Doc comment, declaration and body; lines end in <c>\n</c> and begin where the member begins.</summary>
    public string Text { get; }
}
