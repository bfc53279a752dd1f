using FragApi.Analyzers.Places;
using Microsoft.CodeAnalysis;

namespace FragApi.Analyzers.Accessors;

/// <summary>The fragment's own offset in a sum, and why a rewrite cannot take it out of there.</summary>
internal readonly struct OffsetTerm
{
    private readonly FragmentOffset _offset;

    private OffsetTerm(FragmentOffset offset, Decline? declined)
    {
        _offset = offset;
        Declined = declined;
    }

    public Term? Term => _offset.Term;

    /// <inheritdoc cref="FragmentOffset.Leaf"/>
    public IOperation? Leaf => _offset.Leaf;

    /// <inheritdoc cref="FragmentOffset.Part"/>
    public IOperation? Part => _offset.Part;

    /// <inheritdoc cref="FragmentOffset.Seed"/>
    public LocalWrite? Seed => _offset.Seed;

    /// <inheritdoc cref="FragmentOffset.Copied"/>
    public LocalWrite? Copied => _offset.Copied;

    public Decline? Declined { get; }

    /// <summary>Finds the one term that is the fragment's offset.</summary>
    /// <param name="sum">The sum.</param>
    /// <param name="besides">A term that is known to be something else: the address itself.</param>
    /// <param name="fragment">The fragment.</param>
    /// <param name="accessor">What the accessor is called, for the reason.</param>
    /// <param name="code">The member.</param>
    public static OffsetTerm Find(IOperation sum, IOperation? besides, Locator fragment, string accessor, Code code)
    {
        FragmentOffset offset = FragmentOffset.Find(sum, besides, fragment, code);
        return new OffsetTerm(offset, offset.Fault switch
        {
            OffsetFault.None => null,
            OffsetFault.Missing => new Decline(DeclineReason.OffsetMissing, accessor),
            OffsetFault.Unknown => new Decline(DeclineReason.OffsetUnknown, offset.Local!),
            OffsetFault.Twice => new Decline(DeclineReason.OffsetTwice),
            OffsetFault.Narrowed => new Decline(DeclineReason.Narrowed),
            _ => new Decline(DeclineReason.OffsetSubtracted),
        });
    }

    public OffsetTerm But(Decline declined) => new(_offset, declined);

    public OffsetTerm But(DeclineReason reason) => But(new Decline(reason));
}
