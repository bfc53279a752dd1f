using Microsoft.CodeAnalysis;

namespace FragApi.Analyzers.Obligations;

// References that descriptors hold: a descriptor of this body's own is what owns its page.
internal sealed partial class OwnershipWalker
{
    /// <summary>What an effect is about: the operand, or the page that it holds.</summary>
    private int PlaceOf(Effect effect, IOperation operand) => effect.IsOfPage ? PageOf(operand) : Places.Of(operand);

    private int PageOf(IOperation fragment) =>
        Places.Of(fragment) is int owner and >= 0 && _contracts.PageIn(fragment.Type) is ISymbol page ? Places.OfPart(owner, page) : -1;

    private Value PageOf(CallSite call, Effect effect) => FragmentOf(call, effect.Source) is IOperation fragment ? Path.Get(PageOf(fragment)) : Value.Unknown;

    private static IOperation? FragmentOf(CallSite call, int source) =>
        source == Effect.This ? call.Instance : call.IndexOf(source) is int index and >= 0 ? call.Arguments[index].Value : null;

    // 'SkbFrag.Fill(ref f, page, 0, n)': as 'f.Page = page' is. A slot of a container is the container's.
    private void StorePage(CallSite call, Effect effect, IOperation page, Value value)
    {
        int place = FragmentOf(call, effect.Source) is IOperation fragment ? PageOf(fragment) : -1;
        if (place >= 0)
            AssignPart(Places[place], value, call.Operation);
        else
            Let(value, page, call.Operation);
    }
}
