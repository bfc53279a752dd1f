namespace FragApi.Analyzers.Vocabulary;

/// <summary>When a contract holds, judged on the return value. Same members, in the same order, as the annotation of that name.</summary>
internal enum When
{
    Always,
    True,
    False,
    NotNull,
    Zero,
    NonZero,
}
