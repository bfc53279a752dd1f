using System.Collections.Generic;
using System.Linq;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;

namespace FragApi.CodeFixes.Generating;

/// <summary>What a caller of an accessor has to know: what it is, and who owns what afterwards.</summary>
internal static class AccessorDoc
{
    /// <summary>Where a line is broken.</summary>
    public const int Widest = 120;

    public static string Of(AccessorNeed need, ITypeSymbol? returns, AccessorHome home)
    {
        string text = need.Operation switch
        {
            FragmentOperation.Ref => "Takes a reference on the fragment's page; the caller owes one <c>Unref</c>.",
            FragmentOperation.Unref => "Drops a reference on the fragment's page; the fragment still names the page afterwards.",
            FragmentOperation.Page => "The fragment's page, borrowed: no reference is taken." + (home.Annotations && Spelling.TypeOf(need.Page!) is { IsReferenceType: true, NullableAnnotation: NullableAnnotation.Annotated } ? " Null when it has none." : ""),
            FragmentOperation.SetPage => "Stores the page alone. Takes no reference, and drops none on the old page.",
            FragmentOperation.Address => "Address of the fragment's first byte: the page's address plus the fragment's offset. Takes no reference.",
            FragmentOperation.Phys => "Physical address of the fragment's first byte: the page's plus the fragment's offset. Takes no reference.",
            FragmentOperation.DmaMap => MapDoc(need),
            FragmentOperation.Size => "The fragment's length, in bytes.",
            FragmentOperation.SetSize => "Sets the fragment's length, in bytes.",
            FragmentOperation.AddSize => "Adds to the fragment's length, in bytes" + (IsSigned(need.Size) ? "; negative numbers shorten it." : "."),
            FragmentOperation.Offset => "Where the fragment starts, in bytes from the start of the page.",
            FragmentOperation.SetOffset => "Sets where the fragment starts, in bytes from the start of the page.",
            FragmentOperation.AddOffset => "Moves the fragment's start by a number of bytes" + (IsSigned(need.Offset) ? "; negative numbers move it towards the start of the page." : "."),
            _ => "Stores page, offset and size at once. Takes no reference: the caller's goes to the fragment.",
        };
        if (need.SkipsMissingPage && need.Operation.Info().References != 0)
            text += " Does nothing where there is no page.";
        else if (returns is not null && need.Operation.Info().References != 0)
            text += $" Returns what <c>{need.Called!.Symbol.Name}</c> does.";
        return Comment(text, home.Indentation);
    }

    /// <summary>In one line where it fits into one, with the indentation that it will have; wrapped where not.</summary>
    public static string Comment(string text, int indentation)
    {
        const string Start = "/// ";
        string line = $"{Start}<summary>{text}</summary>";
        if (line.Length + indentation <= Widest)
            return line;
        List<string> lines = new() { Start + "<summary>" };
        string current = Start.TrimEnd();
        foreach (string word in text.Split(' '))
        {
            if (current.Length + 1 + word.Length + indentation > Widest)
            {
                lines.Add(current);
                current = Start.TrimEnd();
            }

            current += " " + word;
        }

        lines.Add(current);
        lines.Add(Start + "</summary>");
        return string.Join("\n", lines);
    }

    private static string MapDoc(AccessorNeed need)
    {
        IParameterSymbol[] parts = need.Called!.Others.Where(parameter => Types.IsInteger(parameter.Type) && parameter.RefKind == RefKind.None && !(parameter.Ordinal < need.Called.Page?.Ordinal)).Take(2).ToArray();
        return $"Maps <paramref name=\"{parts[1].Name}\"/> bytes, <paramref name=\"{parts[0].Name}\"/> bytes into the fragment, for DMA. Takes no reference; the caller owes one unmap of the same size.";
    }

    private static bool IsSigned(ISymbol? part) => Types.IsSigned(Spelling.TypeOf(part!)) || Types.Bits(Spelling.TypeOf(part!)) < 32;
}
