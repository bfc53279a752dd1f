using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace FragApi.Analyzers.Accessors;

/// <summary>Why a raw use is reported without a fix.</summary>
internal enum DeclineReason
{
    NoAccessor,
    NoAccessorFits,
    OtherMember,
    ResultUsed,
    ConditionalPage,
    ConditionalFragment,
    OffsetMissing,
    OffsetTwice,
    OffsetSubtracted,
    OffsetElsewhere,
    Narrowed,
    OffsetOtherReader,
    OffsetOtherMap,
    OffsetUnknown,
    OffsetRuns,
    WholeFragmentOnly,
    FamilyDiffers,
    FamilyUnknown,
    NoDevice,
    NoDirection,
    ArgumentLeft,
    EvaluationOrder,
    MayChange,
    NotAVariable,
    NotAssigned,
    TypeDiffers,
    ArgumentDiffers,
    NullRefused,
    ValueUsed,
    CompoundStore,
    Deconstruction,
    Initializer,
    InPlace,
    InPattern,
    BareMember,
    MethodGroup,
    ExpressionTree,
    SlotReference,
    CommentInside,
    DirectiveInside,
    AwaitInside,
}

/// <summary>A reason with the words for what it is about.</summary>
internal readonly struct Decline
{
    public Decline(DeclineReason reason, string about = "", string more = "", string last = "")
        : this(reason, null, about, more, last)
    {
    }

    private Decline(DeclineReason reason, MissingAccessor? missing, string about, string more = "", string last = "")
    {
        Missing = missing;
        Reason = reason;
        About = about;
        More = more;
        Last = last;
    }

    /// <summary>What the accessor returns, and what is wanted in its place.</summary>
    public static Decline OfTypes(string accessor, ITypeSymbol? returned, ITypeSymbol? wanted) => new(DeclineReason.TypeDiffers, accessor, Of(returned), Of(wanted));

    /// <summary>There is no accessor for it, and one could be written.</summary>
    public static Decline For(MissingAccessor missing) => new(DeclineReason.NoAccessor, missing, missing.Operation.ToString());

    /// <summary>There are accessors of that operation, and none takes the fragment itself.</summary>
    public static Decline ForOverload(MissingAccessor missing, string accessor) => new(DeclineReason.NoAccessorFits, missing, accessor);

    public static string Of(ITypeSymbol? type) => type?.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat) ?? "?";

    public static implicit operator Decline(DeclineReason reason) => new(reason);

    public DeclineReason Reason { get; }

    /// <summary>The accessor for want of which it is declined; null where another would not help.</summary>
    public MissingAccessor? Missing { get; }

    private string About { get; }

    private string More { get; }

    private string Last { get; }

    /// <summary>The reason as a sentence's second half.</summary>
    public override string ToString() => string.Format(Text(Reason), About, More, Last);

    /// <summary>Each reason's words: <c>{0}</c> is the name in question, <c>{1}</c> and <c>{2}</c> a second and a third.</summary>
    public static string Text(DeclineReason reason) => reason switch
    {
        DeclineReason.NoAccessor => "the fragment type names no accessor '{0}'",
        DeclineReason.NoAccessorFits => "no overload of '{0}' takes this fragment and these arguments",
        DeclineReason.OtherMember => "'{0}' is not seen to touch '{1}' and no other member of its kind",
        DeclineReason.ResultUsed => "the result is used, and '{0}' does not return it",
        DeclineReason.ConditionalPage => "'?.' skips a fragment without a page, and it is not known that '{0}' does",
        DeclineReason.ConditionalFragment => "it hangs on a '?.', and happens or not as a whole",
        DeclineReason.OffsetMissing => "the fragment's own offset is not added here, and '{0}' would add it",
        DeclineReason.OffsetTwice => "the fragment's own offset is added more than once",
        DeclineReason.OffsetSubtracted => "the fragment's own offset stands where it cannot be taken out of the sum",
        DeclineReason.OffsetElsewhere => "the address is kept, and the offset added somewhere else",
        DeclineReason.Narrowed => "a cast leaves bits of the address or of the offset away before the rest is added",
        DeclineReason.OffsetOtherReader => "'{0}' starts at the fragment's offset and is also read at line {1}, which would lose it",
        DeclineReason.OffsetOtherMap => "'{0}' starts at the fragment's offset and is shared with the mapping at line {1}, which has no fix",
        DeclineReason.OffsetUnknown => "it is not certain that '{0}' holds the fragment's offset here",
        DeclineReason.OffsetRuns => "'{0}' runs on from the fragment's offset, and its start is re-based for mappings only",
        DeclineReason.WholeFragmentOnly => "'{0}' maps the whole fragment, and this is a part of it",
        DeclineReason.FamilyDiffers => "it maps in family '{0}' and the accessor in '{1}'; its unmaps and checks would not match",
        DeclineReason.FamilyUnknown => "it maps in family '{0}', and '{1}' neither names that family nor is seen to map in it; its unmaps and checks might not match",
        DeclineReason.NoDevice => "there is not exactly one way from '{0}' to the '{1}' that the accessor takes",
        DeclineReason.NoDirection => "'{0}' is no constant with a counterpart in '{1}'",
        DeclineReason.ArgumentLeft => "argument '{0}' has no place in '{1}'",
        DeclineReason.EvaluationOrder => "the arguments would be evaluated in another order",
        DeclineReason.MayChange => "'{0}' may change the fragment in between",
        DeclineReason.NotAVariable => "'{0}' takes the fragment by reference, and this one is no variable",
        DeclineReason.NotAssigned => "'{0}' has no value yet, and an accessor takes the whole fragment",
        DeclineReason.TypeDiffers => "'{0}' returns '{1}', and the raw form is of type '{2}'",
        DeclineReason.ArgumentDiffers => "'{0}' takes '{1}', and is given '{2}'",
        DeclineReason.NullRefused => "'{0}' does not take null",
        DeclineReason.ValueUsed => "the value of the assignment is used",
        DeclineReason.CompoundStore => "there is no accessor for '{0}'",
        DeclineReason.Deconstruction => "it is the target of a deconstruction",
        DeclineReason.Initializer => "it is part of an object initializer or a 'with' expression",
        DeclineReason.InPlace => "it works on the page in place, and the accessor returns a copy",
        DeclineReason.InPattern => "it is part of a pattern",
        DeclineReason.BareMember => "it names no fragment; written with 'this.' it can be converted",
        DeclineReason.MethodGroup => "it is taken as a delegate, and called who knows when",
        DeclineReason.ExpressionTree => "it is part of an expression tree",
        DeclineReason.SlotReference => "it takes a reference to the field",
        DeclineReason.CommentInside => "a comment inside it would be lost",
        DeclineReason.DirectiveInside => "a preprocessor directive stands inside it",
        _ => "an 'await' among the arguments keeps the fragment from being passed by reference",
    };

    /// <summary>Every reason, for the documentation.</summary>
    public static ImmutableArray<DeclineReason> All { get; } =
        ImmutableArray.Create((DeclineReason[])System.Enum.GetValues(typeof(DeclineReason)));
}
