using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Places;

/// <summary>Where a page that is used by hand comes from.</summary>
internal sealed class PageSource
{
    private PageSource(Locator fragment, IOperation origin, ISymbol? member, SyntaxNode? localUse, bool conditional)
    {
        Member = member;
        Fragment = fragment;
        Origin = origin;
        LocalUse = localUse;
        IsConditional = conditional;
    }

    public Locator Fragment { get; }

    /// <summary>The read of the page: <c>f.page</c>, or a call of the accessor that hands it out.</summary>
    public IOperation Origin { get; }

    /// <summary>The member that holds the page; null where an accessor hands it out that touches several, or is not seen.</summary>
    public ISymbol? Member { get; }

    /// <summary>The use of the local that the page was kept in, when it was.</summary>
    public SyntaxNode? LocalUse { get; }

    /// <summary>Reached through <c>?.</c>, so that nothing happens without a page.</summary>
    public bool IsConditional { get; }

    /// <summary>Tells whether an operand is a fragment's page: read raw, handed out by the accessor, or kept in a local since.</summary>
    public static PageSource? Of(IOperation operand, Code code)
    {
        operand = Unconverted(operand, code);
        if (Direct(operand, code) is (Locator direct, var origin, var member))
            return new PageSource(direct, origin, member, null, conditional: false);

        switch (operand)
        {
            case IConditionalAccessInstanceOperation:
                for (IOperation? parent = operand.Parent; parent is not null; parent = parent.Parent)
                {
                    if (parent is IConditionalAccessOperation access && access.Operation.Syntax.Span == operand.Syntax.Span)
                    {
                        return Of(access.Operation, code) is PageSource inner
                            ? new PageSource(inner.Fragment, inner.Origin, inner.Member, inner.LocalUse, conditional: true)
                            : null;
                    }
                }

                return null;
            case ILocalReferenceOperation use:
                if (code.Flow.Reaching(use) is { Value: { } value, Syntax: var write }
                    && Direct(Unconverted(BeforeThrow(value), code), code) is (Locator kept, var read, var held)
                    && code.IsPure(kept)
                    && code.Flow.MeansTheSameAt(kept, use.Syntax)
                    && code.Flow.ChangeBetween(write, use.Syntax, kept) is null)
                {
                    return new PageSource(kept, read, held, use.Syntax, conditional: false);
                }

                return null;
            default:
                return null;
        }
    }

    /// <summary>Takes conversions off; of those that somebody wrote, the ones of the page's own type: a handle for the page.</summary>
    private static IOperation Unconverted(IOperation operand, Code code)
    {
        operand = OffsetSum.Operand(operand);
        if (operand is IConversionOperation { OperatorMethod: not null } conversion)
        {
            IOperation inner = OffsetSum.Operand(conversion.Operand);
            if (Direct(inner, code) is not null && SymbolEqualityComparer.Default.Equals(conversion.OperatorMethod.ContainingType, inner.Type))
                return inner;
        }

        return operand;
    }

    /// <summary><c>page ?? throw …</c> is the page.</summary>
    private static IOperation BeforeThrow(IOperation value)
    {
        value = OffsetSum.Operand(value);
        return value is ICoalesceOperation { WhenNull: var otherwise, Value: var page } && OffsetSum.Operand(otherwise) is IThrowOperation ? page : value;
    }

    private static (Locator Fragment, IOperation Origin, ISymbol? Member)? Direct(IOperation operand, Code code)
    {
        if (code.IsPart(operand, Role.FragmentPage, out IMemberReferenceOperation part))
            return Locator.OfPart(part) is Locator raw ? (raw, operand, part.Member) : null;
        if (operand is IInvocationOperation call
            && code.AccessorOf(call, out INamedTypeSymbol? fragment) is Accessor accessor
            && accessor.Operation.Info().Gives == FragmentParts.Page
            && Locator.OfAccessorCall(call, accessor, fragment!) is Locator laundered)
        {
            return (laundered, operand, AccessorReach.Of(accessor, fragment!.OriginalDefinition, code.Model).OnlyTouched(Role.FragmentPage));
        }

        return null;
    }
}
