using System.Collections.Generic;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Obligations;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Ownership;

/// <summary>
/// FRAG2003: a 'finally' drops the reference that its 'try' takes, without a look at what tells whether it was taken. Where
/// taking it is what has thrown, that is somebody else's.
/// </summary>
internal static class UntakenRule
{
    public static void Check(Body body, Contracts contracts)
    {
        List<(IInvocationOperation Call, ISymbol Of, ISymbol? Flag)>? taken = null;
        List<(IInvocationOperation Call, ISymbol Of, FinallyClauseSyntax In)>? dropped = null;
        for (int index = 0; index < body.Operations.Count; index++)
        {
            if (body.Operations[index] is not IInvocationOperation { Instance: IOperation instance } call || call.Syntax.Parent is not ExpressionStatementSyntax { Parent: BlockSyntax block })
                continue;
            if (block.Parent is FinallyClauseSyntax ending && call.Arguments.IsEmpty)
            {
                if (Named(instance) is ISymbol of && contracts.Of(call.TargetMethod, instance.Type).For(Effect.This) is { Kind: EffectKind.Put, Resource.IsUnique: false })
                    (dropped ??= new List<(IInvocationOperation, ISymbol, FinallyClauseSyntax)>()).Add((call, of, ending));
            }
            else if (!call.Arguments.IsEmpty && Named(instance) is ISymbol of && contracts.Of(call.TargetMethod, instance.Type) is { IsEmpty: false } contract && contract.For(Effect.This) is { Kind: EffectKind.Get })
            {
                foreach (IArgumentOperation argument in call.Arguments)
                {
                    if (contract.For(argument.Parameter?.Ordinal ?? Effect.Result) is { Kind: EffectKind.Set })
                        (taken ??= new List<(IInvocationOperation, ISymbol, ISymbol?)>()).Add((call, of, Named(argument.Value)));
                }
            }
        }

        if (taken is null || dropped is null)
            return;
        foreach ((IInvocationOperation drop, ISymbol of, FinallyClauseSyntax ending) in dropped)
        {
            (IInvocationOperation Call, ISymbol Of, ISymbol? Flag)? only = null;
            int count = 0;
            foreach ((IInvocationOperation Call, ISymbol Of, ISymbol? Flag) take in taken)
            {
                if (!SymbolEqualityComparer.Default.Equals(take.Of, of))
                    continue;
                only = take;
                count++;
            }

            // One that the body has made, nobody else has closed.
            if (count != 1 || only is not (IInvocationOperation call, _, ISymbol flag) || call.Syntax.Parent!.Parent != (ending.Parent as TryStatementSyntax)?.Block || Mentions(ending, flag.Name) || body.Facts.IsFresh(of))
                continue;
            body.Report(new FlowReport().At(call.Syntax.GetLocation(), "acquired here")
                .Create(Rules.ReleasedUntaken, drop.Syntax.GetLocation(), OwnershipWalker.Short(drop.Syntax), OwnershipWalker.Short(call.Syntax)));
        }
    }

    /// <summary>A local, a parameter or a field of the object's own.</summary>
    private static ISymbol? Named(IOperation operation) => operation.WithoutCasts() switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation } field => field.Field,
        _ => null,
    };

    private static bool Mentions(FinallyClauseSyntax ending, string name)
    {
        foreach (SyntaxToken token in ending.DescendantTokens())
        {
            if (token.ValueText == name)
                return true;
        }

        return false;
    }
}
