using System;
using System.Collections.Generic;
using System.Linq;
using FragApi.Analyzers.Vocabulary;
using FragApi.Cli.Loading;
using Microsoft.CodeAnalysis;

namespace FragApi.Cli.Proposing;

/// <summary>What is known of the symbols so far: what a person has said, and what was found since.</summary>
internal sealed class Vocabulary
{
    private readonly Dictionary<ISymbol, List<Proposal>> _found = new(SameSymbol.Comparer);
    private readonly List<FragmentModel> _said = [];
    private readonly HashSet<string> _mentioned = new(StringComparer.Ordinal);
    private readonly List<Question> _questions = [];
    private readonly HashSet<ISymbol> _counted = new(SameSymbol.Comparer);

    public Vocabulary(Corpus corpus)
    {
        foreach (LoadedProject project in corpus.Projects)
        {
            if (FragmentModel.For(project.Compilation, project.Options.AdditionalFiles, corpus.Cancellation) is FragmentModel model)
                _said.Add(model);
            foreach (AdditionalText file in project.Options.AdditionalFiles.Where(file => BindingFile.IsBindingFile(file.Path)))
                _mentioned.UnionWith(BindingComments.IdsIn(file.GetText(corpus.Cancellation)));
        }
    }

    /// <summary>What was found, in the order of finding.</summary>
    public IEnumerable<Proposal> Found => _found.Values.SelectMany(proposals => proposals);

    public IEnumerable<Question> Questions => _questions;

    /// <summary>Something that a person has said gives a symbol of these compilations a role.</summary>
    public bool IsSaid(ISymbol symbol, Role role, bool onReturn = false) => _said.Exists(model => ModelSays(model, symbol, role, onReturn));

    /// <summary>The symbol has the role, as a person said it or as it was found, be it by what it overrides or implements.</summary>
    public bool Is(ISymbol symbol, Role role) => Of(symbol, role) is not null || IsSaid(symbol, role);

    /// <summary>The same, and nobody has to be asked.</summary>
    public bool IsSurely(ISymbol symbol, Role role) => Of(symbol, role)?.Confidence == Confidence.Sure || IsSaid(symbol, role);

    /// <summary>What was found of a symbol, or of what it overrides or implements.</summary>
    public Proposal? Of(ISymbol symbol, Role role)
    {
        foreach (ISymbol origin in WithOrigins(symbol))
        {
            if (_found.TryGetValue(origin, out List<Proposal>? proposals) && proposals.Find(proposal => proposal.Role == role) is Proposal found)
                return found;
        }

        return null;
    }

    /// <summary>Adds what was found, unless it is known. What a file mentions in a comment was answered, or is being thought about.</summary>
    /// <returns>Whether it is new.</returns>
    public bool Add(Proposal proposal)
    {
        ISymbol symbol = proposal.Symbol.OriginalDefinition;
        bool onReturn = symbol is IMethodSymbol { MethodKind: not MethodKind.Constructor } && (Roles.Info(proposal.Role).Targets & RoleTargets.Return) != 0 && (Roles.Info(proposal.Role).Targets & RoleTargets.Method) == 0;
        if (Of(symbol, proposal.Role) is Proposal known)
        {
            if (known.Confidence == Confidence.Sure || proposal.Confidence == Confidence.Likely || !SameSymbol.Are(known.Symbol, symbol))
                return false;
            _found[known.Symbol].Remove(known);
        }

        if (IsSaid(symbol, proposal.Role, onReturn))
            return false;
        if (!_found.TryGetValue(symbol, out List<Proposal>? proposals))
            _found.Add(symbol, proposals = []);
        proposals.Add(proposal with { Symbol = symbol });
        return true;
    }

    /// <summary>Every symbol that has the role by itself.</summary>
    public IEnumerable<ISymbol> With(Role role, Corpus corpus)
    {
        IEnumerable<ISymbol> found = Found.Where(proposal => proposal.Role == role).Select(proposal => proposal.Symbol);
        if (_said.Count == 0)
            return [.. found];
        IEnumerable<ISymbol> declared = corpus.Types().SelectMany(type => type.GetMembers().Prepend(type)).Where(member => IsSaid(member, role));
        IEnumerable<ISymbol> bound = _said.SelectMany(model => model.Bound).Where(bound => bound.Value.Exists(binding => binding.Role == role)).Select(bound => bound.Key);
        return [.. found.Concat(declared).Concat(bound).Distinct(SameSymbol.Comparer)];
    }

    /// <summary>References are counted on values of that type: it, a base of it or an interface of it has a get and a put.</summary>
    public bool IsCounted(ITypeSymbol type)
    {
        type = type is IPointerTypeSymbol pointer ? pointer.PointedAtType : type;
        return type is INamedTypeSymbol { SpecialType: SpecialType.None } named && (_counted.Count > 0) && (WithBases(named).Any(_counted.Contains));
    }

    /// <summary>Says which types are counted, from the gets and puts that are known; what a person has yet to say does not carry anything.</summary>
    public void Count(Corpus corpus)
    {
        _counted.Clear();
        HashSet<ISymbol> put = new(With(Role.PagePut, corpus).Where(put => IsSurely(put, Role.PagePut)).OfType<IMethodSymbol>().Select(CountedBy).OfType<ISymbol>(), SameSymbol.Comparer);
        foreach (ISymbol type in With(Role.PageGet, corpus).Where(get => IsSurely(get, Role.PageGet)).OfType<IMethodSymbol>().Select(CountedBy).OfType<ISymbol>())
        {
            if (put.Contains(type))
                _counted.Add(type);
        }
    }

    /// <summary>The counts that begin with one: who makes such an object holds a reference.</summary>
    public Dictionary<ISymbol, Evidence> BeginWithOne { get; } = new(SameSymbol.Comparer);

    /// <summary>The integers that references are counted in.</summary>
    public HashSet<ISymbol> CountMembers { get; } = new(SameSymbol.Comparer);

    /// <summary>The types on which references are counted.</summary>
    public IReadOnlyCollection<ISymbol> Counted => _counted;

    private static INamedTypeSymbol? CountedBy(IMethodSymbol method)
    {
        foreach (IParameterSymbol parameter in method.Parameters)
        {
            ITypeSymbol type = parameter.Type is IPointerTypeSymbol pointer ? pointer.PointedAtType : parameter.Type;
            if (type is INamedTypeSymbol { SpecialType: SpecialType.None, TypeKind: not (TypeKind.Enum or TypeKind.Delegate) } named)
                return named.OriginalDefinition;
        }

        return method.IsStatic ? null : method.ContainingType.OriginalDefinition;
    }

    private static IEnumerable<INamedTypeSymbol> WithBases(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? at = type; at is { SpecialType: SpecialType.None }; at = at.BaseType)
            yield return at.OriginalDefinition;
        foreach (INamedTypeSymbol contract in type.AllInterfaces)
            yield return contract.OriginalDefinition;
    }

    public void Replace(Proposal old, Proposal by)
    {
        List<Proposal> proposals = _found[old.Symbol];
        proposals[proposals.IndexOf(old)] = by;
    }

    public void Remove(Proposal proposal) => _found[proposal.Symbol].Remove(proposal);

    public void Ask(Question question)
    {
        if (!_questions.Exists(asked => SameSymbol.Are(asked.Symbol, question.Symbol)))
            _questions.Add(question);
    }

    /// <summary>A comment of a binding file names it: it is not proposed again.</summary>
    public bool IsMentioned(ISymbol symbol) => _mentioned.Contains(Proposal.IdOf(symbol));

    /// <summary>How many roles a person has said of what the sources declare and use.</summary>
    public int CountSaid(Corpus corpus) => _said.Count == 0 ? 0 : corpus.Types().Sum(type => SaidOf(type) + type.GetMembers().Sum(SaidOf) + type.GetMembers().OfType<IMethodSymbol>().SelectMany(method => method.Parameters).Sum(SaidOf))
        + _said.SelectMany(model => model.Bound.Keys).Distinct(SameSymbol.Comparer).Count(symbol => !corpus.Declares(symbol is IParameterSymbol ? symbol.ContainingSymbol : symbol));

    private int SaidOf(ISymbol symbol) => _said.Max(model => model.RolesOf(symbol).Bindings.Length);

    private static bool ModelSays(FragmentModel model, ISymbol symbol, Role role, bool onReturn)
    {
        ISymbol? here = SymbolIn(model.Compilation, symbol);
        return here is not null && (onReturn ? model.RolesOf(here).Get(role, onReturn: true) is not null : model.Is(here, role));
    }

    private static ISymbol? SymbolIn(Compilation compilation, ISymbol symbol)
    {
        if (symbol.ContainingAssembly is not IAssemblySymbol assembly)
            return null;
        return SymbolEqualityComparer.Default.Equals(assembly, compilation.Assembly) || compilation.SourceModule.ReferencedAssemblySymbols.Contains(assembly, SymbolEqualityComparer.Default) ? symbol : null;
    }

    /// <summary>The symbol, and what it overrides or implements.</summary>
    public static IEnumerable<ISymbol> WithOrigins(ISymbol symbol)
    {
        ISymbol definition = symbol.OriginalDefinition;
        yield return definition;
        switch (definition)
        {
            case IParameterSymbol { ContainingSymbol: IMethodSymbol method } parameter:
                foreach (IMethodSymbol origin in WithOrigins(method).Skip(1).OfType<IMethodSymbol>().Where(origin => parameter.Ordinal < origin.Parameters.Length))
                    yield return origin.Parameters[parameter.Ordinal];
                break;
            case IMethodSymbol or IPropertySymbol:
                for (ISymbol? overridden = Overridden(definition); overridden is not null; overridden = Overridden(overridden))
                    yield return overridden.OriginalDefinition;
                foreach (ISymbol implemented in Implemented(definition))
                    yield return implemented;
                break;
        }

        static ISymbol? Overridden(ISymbol symbol) => symbol is IMethodSymbol method ? method.OverriddenMethod : ((IPropertySymbol)symbol).OverriddenProperty;
    }

    private static IEnumerable<ISymbol> Implemented(ISymbol symbol)
    {
        if (symbol.IsStatic || symbol.ContainingType is not { TypeKind: not TypeKind.Interface } type)
            yield break;
        foreach (INamedTypeSymbol contract in type.AllInterfaces)
        {
            foreach (ISymbol member in contract.GetMembers())
            {
                if (member.Kind == symbol.Kind && symbol.Name.EndsWith(member.Name, StringComparison.Ordinal) && SymbolEqualityComparer.Default.Equals(type.FindImplementationForInterfaceMember(member), symbol))
                    yield return member.OriginalDefinition;
            }
        }
    }
}
