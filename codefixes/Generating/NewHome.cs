using System;
using System.IO;
using System.Linq;
using System.Threading;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.CodeFixes.Generating;

/// <summary>
/// The accessor type that a fragment gets where it names none: beside the fragment, as visible as it, and named by the
/// fragment's attribute or by its line in a binding file.
/// </summary>
internal sealed class NewHome
{
    private NewHome(string name, BaseTypeDeclarationSyntax beside, bool isInSameFile, bool isNested, string modifier)
    {
        Name = name;
        Beside = beside;
        IsInSameFile = isInSameFile;
        IsNested = isNested;
        Modifier = modifier;
    }

    public string Name { get; }

    /// <summary>The fragment's declaration; of a fragment of somebody else's, the type that uses it.</summary>
    public BaseTypeDeclarationSyntax Beside { get; }

    /// <summary>No other file sees the fragment, or is compiled with it.</summary>
    public bool IsInSameFile { get; }

    /// <summary>It goes into the type that the fragment is in.</summary>
    public bool IsNested { get; }

    /// <summary>How visible it is, as the fragment says it of itself.</summary>
    public string Modifier { get; }

    /// <summary>Where the attribute that names it is written; null where a binding file does.</summary>
    public (SyntaxTree Tree, TextChange Change)? Attribute { get; private set; }

    /// <summary>The binding file that names it; null where an attribute does.</summary>
    public (AdditionalText File, TextChange Change)? Binding { get; private set; }

    /// <summary>The file that it goes to, if it gets its own.</summary>
    public string FilePath => Path.Combine(Path.GetDirectoryName(Beside.SyntaxTree.FilePath) ?? "", Name + ".cs");

    public static NewHome? Of(GeneratorUnit unit, INamedTypeSymbol fragment, SyntaxTree use, Func<SyntaxTree, bool> isWritable, out string? refused, CancellationToken cancellation)
    {
        refused = null;
        BaseTypeDeclarationSyntax? declaration = fragment.DeclaringSyntaxReferences.Where(reference => isWritable(reference.SyntaxTree)).Select(reference => reference.GetSyntax(cancellation)).OfType<BaseTypeDeclarationSyntax>().FirstOrDefault();
        BaseTypeDeclarationSyntax? beside = declaration ?? use.GetRoot(cancellation).DescendantNodes().OfType<BaseTypeDeclarationSyntax>().FirstOrDefault(type => type.Parent is not BaseTypeDeclarationSyntax);
        if (beside is null)
        {
            refused = "there is no type here beside which its accessors could stand";
            return null;
        }

        if (fragment.ContainingType is { IsGenericType: true })
        {
            refused = $"'{fragment.Name}' is inside of a generic type";
            return null;
        }

        bool isFileLocal = beside.Modifiers.Any(SyntaxKind.FileKeyword);
        bool isNested = declaration is not null && IsHidden(fragment);
        bool isProgram = beside.SyntaxTree.GetRoot(cancellation) is CompilationUnitSyntax root && root.Members.Any(SyntaxKind.GlobalStatement);
        string name = Free(fragment.Name + "Accessors", unit.Compilation, beside);
        string modifier = declaration is null ? "" : string.Concat(beside.Modifiers.Where(word => word.Kind() is SyntaxKind.PublicKeyword or SyntaxKind.InternalKeyword or SyntaxKind.FileKeyword || isNested && word.Kind() is SyntaxKind.PrivateKeyword or SyntaxKind.ProtectedKeyword).Select(word => word.Text + " "));
        // In a type that others see, what is not said is private.
        if (!isNested && declaration?.Parent is BaseTypeDeclarationSyntax && Visible(fragment) is string visible)
            modifier = visible;
        NewHome home = new(name, beside, isFileLocal || isNested || isProgram, isNested, modifier);
        home.Attribute = AttributeEdit(fragment, name, isWritable, cancellation);
        home.Binding = home.Attribute is null ? BindingEdit(unit, fragment, home.DocumentationId()) : null;
        if (home.Attribute is null && home.Binding is null)
        {
            refused = $"nothing that could be changed says that '{fragment.Name}' is a fragment, to name its accessors there";
            return null;
        }

        return home;
    }

    /// <summary>The namespace that it is in; empty where it is in none.</summary>
    public string Namespace => string.Join(".", Beside.Ancestors().OfType<BaseNamespaceDeclarationSyntax>().Reverse().Select(space => space.Name.ToString()));

    public bool IsFileScoped => Beside.Ancestors().OfType<FileScopedNamespaceDeclarationSyntax>().Any();

    private string DocumentationId()
    {
        string types = IsNested ? string.Concat(Beside.Ancestors().OfType<BaseTypeDeclarationSyntax>().Reverse().Select(type => type.Identifier.ValueText + ".")) : "";
        return $"T:{(Namespace.Length > 0 ? Namespace + "." : "")}{types}{Name}";
    }

    private static string? Visible(INamedTypeSymbol fragment)
    {
        bool all = true;
        for (INamedTypeSymbol? type = fragment; type is not null; type = type.ContainingType)
            all &= type.DeclaredAccessibility == Accessibility.Public;
        return all ? "public " : "internal ";
    }

    private static bool IsHidden(INamedTypeSymbol type) =>
        type.ContainingType is not null && (type.DeclaredAccessibility is Accessibility.Private or Accessibility.Protected or Accessibility.ProtectedAndInternal || IsHidden(type.ContainingType));

    private static string Free(string wanted, Compilation compilation, BaseTypeDeclarationSyntax beside)
    {
        SemanticModel semantics = compilation.GetSemanticModel(beside.SyntaxTree);
        string name = wanted;
        for (int number = 2; !semantics.LookupSymbols(beside.SpanStart, name: name).IsEmpty || compilation.ContainsSymbolsWithName(name, SymbolFilter.Type); number++)
            name = wanted + number.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return name;
    }

    private static (SyntaxTree, TextChange)? AttributeEdit(INamedTypeSymbol fragment, string name, Func<SyntaxTree, bool> isWritable, CancellationToken cancellation)
    {
        foreach (AttributeData data in fragment.GetAttributes())
        {
            if (data.AttributeClass is not { ContainingNamespace: { Name: Roles.Namespace, ContainingNamespace.IsGlobalNamespace: true } } type
                || type.Name != Roles.Info(Role.Fragment).AttributeName
                || data.ApplicationSyntaxReference?.GetSyntax(cancellation) is not AttributeSyntax attribute
                || !isWritable(attribute.SyntaxTree))
            {
                continue;
            }

            string argument = $"{nameof(RoleBinding.Accessor)} = typeof({name})";
            return attribute.ArgumentList is { } list
                ? (attribute.SyntaxTree, new TextChange(new TextSpan(list.CloseParenToken.SpanStart, 0), list.Arguments.Count > 0 ? ", " + argument : argument))
                : (attribute.SyntaxTree, new TextChange(new TextSpan(attribute.Span.End, 0), $"({argument})"));
        }

        return null;
    }

    private static (AdditionalText, TextChange)? BindingEdit(GeneratorUnit unit, INamedTypeSymbol fragment, string accessors)
    {
        string? id = DocumentationCommentId.CreateDeclarationId(fragment);
        foreach (AdditionalText file in unit.Files.Where(file => BindingFile.IsBindingFile(file.Path)))
        {
            if (file.GetText() is not SourceText text)
                continue;
            foreach (BindingLine line in BindingFile.Parse(text).Lines)
            {
                if (line.Role.Role == Role.Fragment && line.Id == id && line.Value is null)
                    return (file, new TextChange(new TextSpan(line.Span.End, 0), $" accessor={accessors}"));
            }
        }

        return null;
    }
}
