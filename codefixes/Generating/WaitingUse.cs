using System.Linq;
using FragApi.Analyzers.Accessors;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;

namespace FragApi.CodeFixes.Generating;

/// <summary>A raw use with the compilation it was seen in.</summary>
internal sealed class WaitingUse
{
    public WaitingUse(UsesIn place, Site site, FragmentModel model)
    {
        Place = place;
        Site = site;
        Model = model;
        Fragment = site.Missing is MissingAccessor missing ? Declaring(missing, model) : null!;
    }

    public UsesIn Place { get; }

    public Site Site { get; }

    public FragmentModel Model { get; }

    /// <summary>The type that declares the parts: an accessor of it takes those derived from it.</summary>
    public INamedTypeSymbol Fragment { get; }

    /// <summary>What the fragment is known by, whichever compilation it was seen in.</summary>
    public string Key => KeyOf(Fragment);

    public static string KeyOf(INamedTypeSymbol fragment) => $"{DocumentationCommentId.CreateDeclarationId(fragment)} {fragment.ContainingAssembly?.Name}";

    private static INamedTypeSymbol Declaring(MissingAccessor missing, FragmentModel model)
    {
        INamedTypeSymbol type = missing.Fragment.OriginalDefinition;
        while (type.BaseType is { SpecialType: SpecialType.None } inner && model.Is(inner, Role.Fragment)
            && missing.Members.All(member => member.Member is null || !SymbolEqualityComparer.Default.Equals(member.Member.ContainingType.OriginalDefinition, type)))
        {
            type = inner.OriginalDefinition;
        }

        INamedTypeSymbol? contract = missing.Members.Select(member => member.Member?.ContainingType.OriginalDefinition).FirstOrDefault(declaring => declaring is { TypeKind: TypeKind.Interface });
        return contract is not null && model.Is(contract, Role.Fragment) ? contract : type;
    }
}
