using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace FragApi.CodeFixes.Generating;

/// <summary>How generated code names a fragment's parts and types, and what it has to write between two numbers.</summary>
internal sealed class Spelling
{
    private readonly AccessorHome _home;
    private readonly SpelledTypes _types;

    public Spelling(AccessorHome home, SpelledTypes types)
    {
        _home = home;
        _types = types;
        Self = home.IsInstance ? "this" : home.FragmentName;
    }

    /// <summary>The fragment itself.</summary>
    public string Self { get; }

    public string Type(ITypeSymbol type) => _types.Type(type);

    public string Target(ITypeSymbol type) => _types.Target(type);

    /// <summary>How long a line will be.</summary>
    public int LengthOf(string line) => _types.LengthOf(line) + _home.Indentation;

    /// <summary>A part of the fragment, where parameters of those names are in sight.</summary>
    public string Access(ISymbol member, params string[] parameters)
    {
        string name = HomeStyle.Escaped(member.Name);
        return !_home.IsInstance || parameters.Contains(member.Name) ? $"{Self}.{name}" : name;
    }

    /// <summary>An expression of one type as one of another; null where there is no way.</summary>
    public string? Converted(string expression, ITypeSymbol from, ITypeSymbol to)
    {
        Conversion conversion = ((CSharpCompilation)_home.Compilation).ClassifyConversion(from, to);
        return !conversion.Exists ? null : conversion.IsIdentity || conversion.IsImplicit ? expression : $"({Type(to)}){expression}";
    }

    public static ITypeSymbol TypeOf(ISymbol member) => member switch
    {
        IFieldSymbol field => field.Type,
        IPropertySymbol property => property.Type,
        IMethodSymbol method => method.ReturnType,
        _ => ((IParameterSymbol)member).Type,
    };

    public static bool HasPointer(ITypeSymbol type) => type is IPointerTypeSymbol or IFunctionPointerTypeSymbol || type is IArrayTypeSymbol array && HasPointer(array.ElementType);
}
