namespace FragApi.Analyzers.Vocabulary;

/// <summary>What an accessor does. Same members, in the same order, as the annotation of that name.</summary>
internal enum FragmentOperation
{
    Ref,
    Unref,
    Page,
    SetPage,
    Address,
    Phys,
    DmaMap,
    Size,
    SetSize,
    AddSize,
    Offset,
    SetOffset,
    AddOffset,
    Fill,
}
