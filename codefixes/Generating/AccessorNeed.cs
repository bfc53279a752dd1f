using System.Collections.Immutable;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;

namespace FragApi.CodeFixes.Generating;

/// <summary>The method, or property, of a page that raw code calls, and what an accessor has to hand on to it.</summary>
internal sealed class CalledRaw
{
    public CalledRaw(ISymbol symbol, IParameterSymbol? page, ImmutableArray<IParameterSymbol> others)
    {
        Symbol = symbol;
        Page = page;
        Others = others;
    }

    public ISymbol Symbol { get; }

    /// <summary>The parameter that takes the page; null where the page is the receiver.</summary>
    public IParameterSymbol? Page { get; }

    /// <summary>The other parameters that raw code gives something, in order.</summary>
    public ImmutableArray<IParameterSymbol> Others { get; }

    /// <summary>An instance method of somebody else than the page.</summary>
    public bool HasReceiver => !Symbol.IsStatic && Page is not null;

    public ITypeSymbol Returns => Symbol is IMethodSymbol method ? method.ReturnType : ((IPropertySymbol)Symbol).Type;
}

/// <summary>The way from what holds fragments to one of them, as raw code walks it.</summary>
internal sealed class ContainerWalk
{
    public ContainerWalk(INamedTypeSymbol type, ImmutableArray<ISymbol> steps, string name)
    {
        Type = type;
        Steps = steps;
        Name = name;
    }

    public INamedTypeSymbol Type { get; }

    /// <summary>The members to the array, the nearest to the fragment first.</summary>
    public ImmutableArray<ISymbol> Steps { get; }

    /// <summary>How raw code calls it.</summary>
    public string Name { get; }
}

/// <summary>One accessor to be written, as all the raw uses that wait for it would have it. All symbols are those of the home's compilation.</summary>
internal sealed class AccessorNeed
{
    public AccessorNeed(FragmentOperation operation) => Operation = operation;

    public FragmentOperation Operation { get; }

    public ISymbol? Page { get; set; }

    public ISymbol? Offset { get; set; }

    public ISymbol? Size { get; set; }

    /// <summary>Of a get, put, map or address.</summary>
    public CalledRaw? Called { get; set; }

    /// <summary>The parameter that counts from the fragment's own offset, of a mapping.</summary>
    public string? OffsetParameter { get; set; }

    /// <summary>Somebody uses what the raw call returns.</summary>
    public bool NeedsResult { get; set; }

    /// <summary>Somebody says <c>?.</c>.</summary>
    public bool SkipsMissingPage { get; set; }

    public string? Family { get; set; }

    /// <summary>There is, or will be, another accessor of the same parameters: this one needs a name of its own.</summary>
    public bool IsSecond { get; set; }

    /// <summary>The container that a second form takes, with an index; null where no raw code walks one.</summary>
    public ContainerWalk? Walk { get; set; }

    /// <summary>The form that takes the fragment is there already.</summary>
    public bool HasFragmentForm { get; set; }
}
