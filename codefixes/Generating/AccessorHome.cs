using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FragApi.CodeFixes.Generating;

/// <summary>The type that the accessors of a fragment go to: the one that the fragment names, or a new one.</summary>
internal sealed class AccessorHome
{
    private readonly INamedTypeSymbol? _existing;
    private readonly HashSet<string> _taken;
    private readonly Dictionary<SyntaxNode, FragmentOperation> _operations;
    private readonly Accessibility _accessibility;
    private readonly Accessibility _ofMethods;

    private AccessorHome(Compilation compilation, INamedTypeSymbol fragment, INamedTypeSymbol? existing, TypeDeclarationSyntax? declaration, NewHome? planned, IReadOnlyList<Accessor> known, CancellationToken cancellation)
    {
        Compilation = compilation;
        Fragment = fragment;
        _existing = existing;
        Declaration = declaration;
        New = planned;
        Name = existing?.Name ?? planned!.Name;
        BaseTypeDeclarationSyntax around = (BaseTypeDeclarationSyntax?)declaration ?? planned!.Beside;
        Style = HomeStyle.Of(around, cancellation);
        Annotations = (compilation.GetSemanticModel(around.SyntaxTree).GetNullableContext(around.OpenBraceToken.Span.End) & NullableContext.AnnotationsEnabled) != 0;
        IsFragmentItself = existing is not null && SymbolEqualityComparer.Default.Equals(existing, fragment);
        List<IMethodSymbol> siblings = known.Select(accessor => accessor.Method).Where(method => existing is not null && method.ContainingType.Name == existing.Name).ToList();
        IsInstance = IsFragmentItself && siblings.Count > 0 && siblings.TrueForAll(method => !method.IsStatic);
        IsExtension = siblings.Count > 0 && siblings.TrueForAll(method => method.IsExtensionMethod);
        IParameterSymbol? spoken = known.Select(accessor => accessor.ParameterOf(Part.Fragment)).FirstOrDefault(parameter => parameter is not null);
        FragmentName = HomeStyle.Escaped(spoken?.Name ?? HomeStyle.Camel(fragment.Name).TrimStart('@'));
        ReaderKind = known.Where(accessor => accessor.Operation.Info().Stores == FragmentParts.None && !accessor.Method.IsExtensionMethod).Select(accessor => accessor.ParameterOf(Part.Fragment)).FirstOrDefault(parameter => parameter is not null && parameter.Type is not IPointerTypeSymbol)?.RefKind is RefKind.None
            ? RefKind.None
            : RefKind.In;
        _operations = new Dictionary<SyntaxNode, FragmentOperation>();
        foreach (Accessor accessor in known)
        {
            foreach (SyntaxReference reference in accessor.Method.DeclaringSyntaxReferences)
                _operations[reference.GetSyntax(cancellation)] = accessor.Operation;
        }

        _taken = new HashSet<string>(existing?.GetMembers().Where(member => member is not IMethodSymbol).Select(member => member.Name) ?? Enumerable.Empty<string>()) { Name };
        _accessibility = Effective(existing ?? fragment);
        _ofMethods = siblings.Count > 0 && siblings.TrueForAll(method => method.DeclaredAccessibility == Accessibility.Internal) ? Accessibility.Internal : Accessibility.Public;
        AccessorMark = Mark(Roles.Info(Role.FragmentAccessor).AttributeName);
        OperationMark = Mark(nameof(FragmentOperation));
    }

    public Compilation Compilation { get; }

    public INamedTypeSymbol Fragment { get; }

    /// <summary>The fragment as a parameter has it.</summary>
    public ITypeSymbol FragmentReference => Fragment;

    public string Name { get; }

    public HomeStyle Style { get; }

    /// <summary>The column that its members begin in, as far as that is known before they are placed.</summary>
    public int Indentation => Declaration is not null
        ? Declaration.GetLocation().GetLineSpan().StartLinePosition.Character + Style.Indent.Length
        : Style.Indent.Length * (New!.IsFileScoped || New.Namespace.Length == 0 ? 1 : 2);

    /// <summary>Nullable annotations mean something there.</summary>
    public bool Annotations { get; }

    /// <summary>The fragment holds its own accessors.</summary>
    public bool IsFragmentItself { get; }

    /// <summary>They are instance methods of the fragment.</summary>
    public bool IsInstance { get; }

    /// <summary>Those that are there are extension methods.</summary>
    public bool IsExtension { get; }

    public string FragmentName { get; }

    /// <summary>How accessors that change nothing take a struct.</summary>
    public RefKind ReaderKind { get; }

    /// <summary>An accessor is one by its attribute only: nothing names this type as their home.</summary>
    public bool NeedsMark { get; private set; }

    /// <summary>The attribute that marks accessors; null where there is none to be used.</summary>
    public INamedTypeSymbol? AccessorMark { get; }

    /// <summary>The enumeration of what accessors do; null where there is none to be used.</summary>
    public INamedTypeSymbol? OperationMark { get; }

    /// <summary>The declaration that is added to; null where the type is new.</summary>
    public TypeDeclarationSyntax? Declaration { get; }

    /// <summary>What is known of the type that is still to be made.</summary>
    public NewHome? New { get; }

    /// <summary>From where its code sees other symbols.</summary>
    public ISymbol Within => _existing is not null ? _existing : New!.IsNested ? Fragment.ContainingType : Compilation.Assembly;

    /// <summary>The type is there, or could be; else why not.</summary>
    /// <param name="unit">The compilation that it is, or will be, in.</param>
    /// <param name="fragment">The fragment, in that compilation.</param>
    /// <param name="existing">The type that the fragment names.</param>
    /// <param name="known">The accessors that there are.</param>
    /// <param name="use">Where a fragment of somebody else's is used.</param>
    /// <param name="isWritable">Whether a tree can be changed.</param>
    /// <param name="refused">Why there is none.</param>
    /// <param name="cancellation">Stops it.</param>
    public static AccessorHome? Of(
        GeneratorUnit unit, INamedTypeSymbol fragment, INamedTypeSymbol? existing, IReadOnlyList<Accessor> known, SyntaxTree use, Func<SyntaxTree, bool> isWritable, out string? refused, CancellationToken cancellation)
    {
        refused = null;
        bool marked = false;
        // Marked methods of its own are accessors, too, where no type is named.
        if (existing is null && known.Any(accessor => SymbolEqualityComparer.Default.Equals(accessor.Method.ContainingType.OriginalDefinition, fragment)))
            (existing, marked) = (fragment, true);
        if (existing is not null)
        {
            if (existing.IsGenericType && !SymbolEqualityComparer.Default.Equals(existing, fragment) || existing.TypeKind is not (TypeKind.Class or TypeKind.Struct))
            {
                refused = $"'{existing.Name}' is no plain type to which a method could be added";
                return null;
            }

            TypeDeclarationSyntax? declaration = existing.DeclaringSyntaxReferences.Where(reference => isWritable(reference.SyntaxTree) && !IsGenerated(reference.SyntaxTree))
                .Select(reference => reference.GetSyntax(cancellation)).OfType<TypeDeclarationSyntax>().Where(type => !type.OpenBraceToken.IsKind(SyntaxKind.None))
                .OrderByDescending(type => known.Count(accessor => accessor.Method.DeclaringSyntaxReferences.Any(reference => reference.SyntaxTree == type.SyntaxTree && type.Span.Contains(reference.Span))))
                .ThenBy(type => type.SyntaxTree.FilePath, StringComparer.Ordinal).FirstOrDefault();
            if (declaration is null)
            {
                refused = $"'{existing.Name}' has no source here that could be changed";
                return null;
            }

            return new AccessorHome(unit.Compilation, fragment, existing, declaration, null, known, cancellation) { NeedsMark = marked };
        }

        return NewHome.Of(unit, fragment, use, isWritable, out refused, cancellation) is NewHome planned ? new AccessorHome(unit.Compilation, fragment, null, null, planned, known, cancellation) : null;
    }

    /// <summary>A file that says so: nobody writes there.</summary>
    private static bool IsGenerated(SyntaxTree tree) =>
        tree.FilePath.EndsWith(".g.cs", StringComparison.OrdinalIgnoreCase) || tree.FilePath.EndsWith(".designer.cs", StringComparison.OrdinalIgnoreCase)
        || tree.GetRoot().GetLeadingTrivia().Any(trivia => trivia.ToString().Contains("<auto-generated"));

    /// <summary>What a member does, if it is an accessor.</summary>
    public FragmentOperation? OperationOf(SyntaxNode member) => _operations.TryGetValue(member, out FragmentOperation operation) ? operation : null;

    /// <summary>Another member has the name, or the type itself.</summary>
    public bool IsTaken(string name) => _taken.Contains(name);

    public bool Knows(LanguageVersion version) => ((CSharpParseOptions)(Declaration ?? New!.Beside).SyntaxTree.Options).LanguageVersion >= version;

    /// <summary>As visible as the others, and no more than the types that it takes and returns.</summary>
    public string AccessibilityFor(IEnumerable<ITypeSymbol> types)
    {
        Accessibility least = _accessibility;
        foreach (ITypeSymbol type in types)
            least = Lower(least, Effective(type));
        return _ofMethods == Accessibility.Internal || least < _accessibility ? "internal " : "public ";
    }

    private static Accessibility Lower(Accessibility one, Accessibility other) => one < other ? one : other;

    private static Accessibility Effective(ITypeSymbol type)
    {
        Accessibility least = Accessibility.Public;
        switch (type)
        {
            case IArrayTypeSymbol array:
                return Effective(array.ElementType);
            case IPointerTypeSymbol pointer:
                return Effective(pointer.PointedAtType);
            case INamedTypeSymbol named:
                foreach (ITypeSymbol argument in named.TypeArguments)
                    least = Lower(least, argument is ITypeParameterSymbol ? Accessibility.Public : Effective(argument));
                for (INamedTypeSymbol? around = named; around is not null; around = around.ContainingType)
                    least = Lower(least, around.DeclaredAccessibility is Accessibility.Public or Accessibility.NotApplicable ? Accessibility.Public : around.DeclaredAccessibility is Accessibility.Private or Accessibility.Protected or Accessibility.ProtectedAndInternal ? Accessibility.Private : Accessibility.Internal);
                return least;
            default:
                return Accessibility.Public;
        }
    }

    private INamedTypeSymbol? Mark(string name)
    {
        foreach (INamedTypeSymbol type in Compilation.GetTypesByMetadataName($"{Roles.Namespace}.{name}"))
        {
            if (Compilation.IsSymbolAccessibleWithin(type, Compilation.Assembly))
                return type;
        }

        return null;
    }
}
