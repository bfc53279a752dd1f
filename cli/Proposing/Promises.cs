using System.Collections.Generic;
using System.Linq;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Cli.Proposing;

/// <summary>What an interface or a base promises with both ends of a count, its implementations keep: the role belongs there.</summary>
internal sealed class Promises
{
    private readonly Corpus _corpus;
    private readonly Vocabulary _vocabulary;
    private readonly List<Proposal> _ends;

    private Promises(Corpus corpus, Vocabulary vocabulary)
    {
        _corpus = corpus;
        _vocabulary = vocabulary;
        _ends = [.. vocabulary.Found.Where(proposal => proposal is { Role: Role.PageGet or Role.PagePut, Symbol: IMethodSymbol })];
    }

    /// <summary>Moves what was found of implementations up to what they implement.</summary>
    public static void Lift(Corpus corpus, Vocabulary vocabulary) => new Promises(corpus, vocabulary).Lift();

    /// <summary>Whether a method is one end of a promise that has two.</summary>
    public static bool IsOneOf(IMethodSymbol get, IMethodSymbol put) => Homes(get).Intersect(Homes(put), SameSymbol.Comparer).Any();

    private static IEnumerable<ISymbol> Homes(IMethodSymbol method) =>
        Vocabulary.WithOrigins(method).Skip(1).Where(origin => !Types.IsOfBaseLibrary(origin)).Select(origin => (ISymbol)origin.ContainingType.OriginalDefinition);

    private void Lift()
    {
        foreach (Proposal end in _ends)
        {
            IMethodSymbol method = (IMethodSymbol)end.Symbol;
            if (Of(method, end.Role) is not IMethodSymbol top)
                continue;
            Proposal lifted = end with { Symbol = top, Evidence = [.. end.Evidence.Select(place => place with { Why = $"{method.ContainingType.Name}.{method.Name} {place.Why}" })] };
            if (lifted.Confidence == Confidence.Sure && Strangers(top).FirstOrDefault() is IMethodSymbol stranger)
                lifted = lifted with { Confidence = Confidence.Likely, Reason = $"{stranger.ContainingType.Name}.{stranger.Name} implements it, and counts nothing that can be seen" };
            _vocabulary.Remove(end);
            if (!_vocabulary.Add(lifted) && _vocabulary.Of(top, end.Role) is Proposal known && SameSymbol.Are(known.Symbol, top))
                _vocabulary.Replace(known, known with { Evidence = [.. known.Evidence.Concat(lifted.Evidence).Distinct()] });
        }
    }

    /// <summary>The uppermost member that the method is an implementation of, where that is promised together with the other end.</summary>
    private IMethodSymbol? Of(IMethodSymbol method, Role role)
    {
        HashSet<ISymbol> others = new(_ends.Where(end => end.Role != role).SelectMany(end => Vocabulary.WithOrigins(end.Symbol)).Select(origin => origin.ContainingType.OriginalDefinition), SameSymbol.Comparer);
        return Vocabulary.WithOrigins(method).Skip(1).OfType<IMethodSymbol>().LastOrDefault(origin => !Types.IsOfBaseLibrary(origin) && others.Contains(origin.ContainingType.OriginalDefinition));
    }

    /// <summary>Other implementations of a promise that do something else.</summary>
    private IEnumerable<IMethodSymbol> Strangers(IMethodSymbol promise)
    {
        HashSet<ISymbol> known = new(_ends.Select(end => end.Symbol), SameSymbol.Comparer);
        foreach (IMethodSymbol member in _corpus.Types().SelectMany(type => type.GetMembers(promise.Name)).OfType<IMethodSymbol>())
        {
            if (member.IsAbstract || known.Contains(member) || !Vocabulary.WithOrigins(member).Skip(1).Any(origin => SameSymbol.Are(origin, promise)))
                continue;
            // Who does nothing counts nothing that would have to be freed; who passes it on, passes it on.
            if (_corpus.Of(member).All(body => body.All.All(operation => operation is not (IAssignmentOperation or IIncrementOrDecrementOperation))))
                continue;
            yield return member;
        }
    }
}
