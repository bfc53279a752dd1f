using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Threading;
using FragApi.Analyzers.Vocabulary;
using FragApi.Cli.Loading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Cli.Proposing;

/// <summary>Says roles with attributes, where their symbols are declared: on a line of their own, indented as the declaration is.</summary>
internal sealed class AttributeWriter
{
    private const string Resource = "FragApi.Annotations.g.cs";
    private const string FileName = "FragApi.Annotations.cs";

    private readonly Dictionary<SyntaxTree, List<TextChange>> _changes = [];
    private readonly CancellationToken _cancellation;

    public AttributeWriter(CancellationToken cancellation) => _cancellation = cancellation;

    /// <summary>The files that change, by path, each with its tree.</summary>
    public IEnumerable<(SyntaxTree Tree, SourceText Text)> Changed => _changes.Select(file => (file.Key, WithImport(file.Key, file.Value)));

    /// <summary>The source of the attributes, for a project in which nobody has declared them.</summary>
    public static (string Path, string Text) Annotations(LoadedProject project)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(Resource)!;
        using StreamReader reader = new(stream);
        return (Path.Combine(Directory.Exists(project.FilePath) ? project.FilePath : Path.GetDirectoryName(project.FilePath)!, FileName), reader.ReadToEnd());
    }

    public static bool IsDeclared(LoadedProject project) => !project.Compilation.GetTypesByMetadataName($"{Roles.Namespace}.{Roles.Info(Role.Fragment).AttributeName}").IsEmpty;

    /// <summary>Adds the attribute.</summary>
    /// <returns>Whether there is a place for it: what is declared together with others, or by a primary constructor, has none.</returns>
    public bool Add(Proposal proposal)
    {
        if (PlaceOf(proposal.Symbol) is not SyntaxNode declaration)
            return false;
        SyntaxTree tree = declaration.SyntaxTree;
        SourceText text = tree.GetText(_cancellation);
        int at = declaration.GetFirstToken().SpanStart;
        TextLine line = text.Lines.GetLineFromPosition(at);
        string before = text.ToString(TextSpan.FromBounds(line.Start, at));
        bool ownLine = declaration is not ParameterSyntax && string.IsNullOrWhiteSpace(before);
        if (!_changes.TryGetValue(tree, out List<TextChange>? changes))
            _changes.Add(tree, changes = []);
        changes.Add(new TextChange(new TextSpan(at, 0), $"[{Text(proposal)}]{(ownLine ? NewLine(text) + before : " ")}"));
        return true;
    }

    private SyntaxNode? PlaceOf(ISymbol symbol)
    {
        SyntaxNode? node = symbol.OriginalDefinition.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(_cancellation);
        return node switch
        {
            VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: FieldDeclarationSyntax field } } => field,
            ParameterSyntax { Parent: ParameterListSyntax { Parent: BaseMethodDeclarationSyntax } } parameter => parameter,
            MethodDeclarationSyntax or PropertyDeclarationSyntax or TypeDeclarationSyntax or ConstructorDeclarationSyntax => node,
            _ => null,
        };
    }

    private static string Text(Proposal proposal)
    {
        string name = proposal.Role.ToString();
        string value = proposal.Option is string option ? option[(option.IndexOf('=', StringComparison.Ordinal) + 1)..] : "";
        string argument = (proposal.Option is null ? RoleOption.None : Roles.Info(proposal.Role).Option) switch
        {
            RoleOption.Accessor => $"(Accessor = typeof({value[2..].Replace('+', '.')}))",
            RoleOption.Mask => $"({Mask(proposal.Symbol, ulong.Parse(value, CultureInfo.InvariantCulture))})",
            RoleOption.Family => $"(Family = \"{value}\")",
            RoleOption.Operation => $"(FragmentOperation.{value})",
            RoleOption.When => $"(When = When.{value})",
            RoleOption.Name => $"(\"{value}\")",
            _ => "",
        };
        bool onReturn = proposal.Symbol is IMethodSymbol { MethodKind: not MethodKind.Constructor } && (Roles.Info(proposal.Role).Targets & RoleTargets.Return) != 0 && (Roles.Info(proposal.Role).Targets & RoleTargets.Method) == 0;
        return (onReturn ? "return: " : "") + name + argument;
    }

    /// <summary>The bits by their names, where they have any.</summary>
    private static string Mask(ISymbol flags, ulong mask)
    {
        ITypeSymbol type = flags is IFieldSymbol field ? field.Type : ((IPropertySymbol)flags).Type;
        if (type.TypeKind != TypeKind.Enum)
            return mask.ToString(CultureInfo.InvariantCulture);
        string name = type.ToDisplayString(SymbolDisplayFormat.CSharpErrorMessageFormat);
        List<(string Name, ulong Bits)> members = [.. type.GetMembers().OfType<IFieldSymbol>().Where(member => member.HasConstantValue).Select(member => (member.Name, unchecked((ulong)Convert.ToInt64(member.ConstantValue, CultureInfo.InvariantCulture)))).Where(member => member.Item2 != 0 && (member.Item2 & (member.Item2 - 1)) == 0 && (member.Item2 & mask) != 0)];
        return members.Aggregate(0ul, (bits, member) => bits | member.Bits) == mask ? string.Join(" | ", members.Select(member => $"{name}.{member.Name}")) : $"({name}){mask.ToString(CultureInfo.InvariantCulture)}";
    }

    /// <summary>The file with its changes, and an import where it has none.</summary>
    private SourceText WithImport(SyntaxTree tree, List<TextChange> changes)
    {
        SourceText text = tree.GetText(_cancellation);
        CompilationUnitSyntax unit = (CompilationUnitSyntax)tree.GetRoot(_cancellation);
        List<TextChange> all = [.. changes];
        if (!unit.DescendantNodes(node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax).OfType<UsingDirectiveSyntax>().Any(import => import.Alias is null && import.Name?.ToString() == Roles.Namespace))
        {
            SyntaxList<UsingDirectiveSyntax> imports = unit.Usings.Count > 0 ? unit.Usings : unit.Members.OfType<BaseNamespaceDeclarationSyntax>().FirstOrDefault()?.Usings ?? default;
            UsingDirectiveSyntax? behind = imports.FirstOrDefault(import => import.Alias is null && import.StaticKeyword.IsKind(SyntaxKind.None) && !IsSystem(import) && string.CompareOrdinal(import.Name?.ToString(), Roles.Namespace) > 0);
            string line = $"using {Roles.Namespace};{NewLine(text)}";
            if (behind is not null)
                all.Add(new TextChange(new TextSpan(behind.SpanStart, 0), line + Indent(text, behind.SpanStart)));
            else if (imports.Count > 0)
                all.Add(new TextChange(new TextSpan(text.Lines.GetLineFromPosition(imports[^1].Span.End).EndIncludingLineBreak, 0), Indent(text, imports[^1].SpanStart) + line));
            else
                all.Add(new TextChange(new TextSpan(unit.GetFirstToken().SpanStart, 0), line + NewLine(text)));
        }

        // Several at one place stand in the order of the roles.
        return text.WithChanges(all.GroupBy(change => change.Span).OrderBy(place => place.Key).Select(place => new TextChange(place.Key, string.Concat(place.Select(change => change.NewText)))));
    }

    private static bool IsSystem(UsingDirectiveSyntax import) => import.Name?.ToString() is string name && (name == "System" || name.StartsWith("System.", StringComparison.Ordinal));

    private static string Indent(SourceText text, int position) => text.ToString(TextSpan.FromBounds(text.Lines.GetLineFromPosition(position).Start, position));

    private static string NewLine(SourceText text) => text.Lines.Count > 1 && text.ToString(text.Lines[0].SpanIncludingLineBreak).EndsWith("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
}
