using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using FragApi.Analyzers.Obligations;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FragApi.Docs;

/// <summary>The vocabulary as the analyzers know it, in the words of the annotation sources.</summary>
internal static class Vocabulary
{
    /// <summary>Every attribute with its keyword in a binding file, where it goes, what it takes and what it says.</summary>
    public static string AttributeTable(string annotations)
    {
        Dictionary<string, string> summaries = Summaries(annotations);
        StringBuilder table = new();
        table.Append("| Attribute | Keyword | On | Takes | Says |\n|---|---|---|---|---|\n");
        foreach (RoleInfo role in Roles.All)
        {
            string option = role.Option == RoleOption.None ? "" : $"`{RoleInfo.Kebab(role.Option.ToString())}=`{(role.OptionRequired ? " (required)" : "")}";
            string targets = string.Join(", ", Enum.GetValues<RoleTargets>().Where(target => target != RoleTargets.None && role.Targets.HasFlag(target)).Select(Spell));
            table.Append($"| `[{role.Role}]` | `{role.Keyword}` | {targets} | {option} | {Documents.Cell(summaries[role.AttributeName])} |\n");
        }

        return table.ToString();
    }

    /// <summary>What an accessor can do: the values of <c>operation=</c>, and the names by which methods are recognised.</summary>
    public static string OperationTable(string annotations)
    {
        Dictionary<string, string> summaries = Summaries(annotations);
        StringBuilder table = new();
        table.Append("| Operation | Does |\n|---|---|\n");
        foreach (FragmentOperation operation in Enum.GetValues<FragmentOperation>())
            table.Append($"| `{operation}` | {Documents.Cell(summaries[$"{nameof(FragmentOperation)}.{operation}"])} |\n");
        return table.ToString();
    }

    /// <summary>The base library's pairs: one row for what is given back in the same way.</summary>
    public static string PairTable()
    {
        StringBuilder table = new();
        table.Append("| acquired by | released by | not released | released twice | used afterwards |\n|---|---|---|---|---|\n");
        foreach (IGrouping<string, PairRow> pairs in BaseLibraryFile.Rows.Where(row => row.End is not null).GroupBy(row => $"{row.Resource} {row.End!.Id}"))
        {
            PairRow first = pairs.First();
            ResourceKind kind = ResourceKind.ByName(first.Resource);
            IEnumerable<PairMember> ends = BaseLibraryFile.Rows.Where(row => row.End is null && row.Resource == first.Resource).Select(row => row.Member).Prepend(first.End!);
            bool counted = first.Kind == PairKind.Get;
            table.Append($"| {Names(pairs.Select(row => row.Member))} | {Names(ends)} ");
            table.Append($"| {(counted ? "warning, where the same method releases it on another path" : kind.IsCollected ? "info" : "warning")} ");
            table.Append($"| {(counted ? "" : kind.MayRepeat ? "allowed" : "warning")} | {(counted ? "" : "warning")} |\n");
        }

        return table.ToString();

        // The type is said once: 'Marshal.AllocHGlobal', 'ReAllocHGlobal'.
        static string Names(IEnumerable<PairMember> members)
        {
            string? type = null;
            List<string> names = [];
            foreach (PairMember member in members)
            {
                names.Add($"`{(member.Type == type && member.Method != ".ctor" ? member.Method : member.Name)}`");
                type = member.Type;
            }

            return string.Join(", ", names);
        }
    }

    private static string Spell(RoleTargets target) => target == RoleTargets.Return ? "return value" : target.ToString().ToLowerInvariant();

    private static Dictionary<string, string> Summaries(string annotations)
    {
        // Documentation comments are parsed only where documentation is asked for.
        CSharpParseOptions options = new(documentationMode: DocumentationMode.Parse);
        SyntaxNode root = CSharpSyntaxTree.ParseText(File.ReadAllText(annotations), options).GetRoot();
        Dictionary<string, string> summaries = [];
        foreach (MemberDeclarationSyntax member in root.DescendantNodes().OfType<MemberDeclarationSyntax>())
        {
            string? name = member switch
            {
                EnumMemberDeclarationSyntax { Parent: EnumDeclarationSyntax type } value => $"{type.Identifier.Text}.{value.Identifier.Text}",
                BaseTypeDeclarationSyntax type => type.Identifier.Text,
                _ => null,
            };
            DocumentationCommentTriviaSyntax? comment = member.GetLeadingTrivia().Select(trivia => trivia.GetStructure()).OfType<DocumentationCommentTriviaSyntax>().FirstOrDefault();
            if (name is not null && comment is not null)
                summaries[name] = Plain(comment);
        }

        return summaries;
    }

    private static string Plain(DocumentationCommentTriviaSyntax comment)
    {
        string xml = string.Join('\n', comment.ToFullString().Split('\n').Select(line => line.Trim().TrimStart('/')));
        XElement summary = XElement.Parse($"<doc>{xml}</doc>").Element("summary")!;
        foreach (XElement code in summary.Descendants("c").ToList())
            code.ReplaceWith($"`{code.Value}`");
        return Regex.Replace(summary.Value, @"\s+", " ").Trim();
    }
}
