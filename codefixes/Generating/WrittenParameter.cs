using Microsoft.CodeAnalysis;

namespace FragApi.CodeFixes.Generating;

/// <summary>A parameter that is written.</summary>
internal sealed class WrittenParameter
{
    public WrittenParameter(ITypeSymbol type, string name, RefKind kind = RefKind.None, string prefix = "")
    {
        Type = type;
        Name = name;
        Kind = kind;
        Prefix = prefix;
    }

    public ITypeSymbol Type { get; }

    public string Name { get; }

    public RefKind Kind { get; }

    public string Prefix { get; }

    /// <summary>As it stands in an argument list of a call that hands it on.</summary>
    public string Passed => Keyword(Kind == RefKind.RefReadOnlyParameter ? RefKind.In : Kind) + Name;

    public static string Keyword(RefKind kind) => kind switch
    {
        RefKind.In => "in ",
        RefKind.Ref => "ref ",
        RefKind.Out => "out ",
        RefKind.RefReadOnlyParameter => "ref readonly ",
        _ => "",
    };
}
