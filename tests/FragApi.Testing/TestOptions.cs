using System;

namespace FragApi.Testing;

/// <summary>Which of the compiler's own diagnostics a test has to expect.</summary>
public enum CompilerDiagnostics
{
    /// <summary>None: the code may be broken.</summary>
    None,

    /// <summary>Errors: the default.</summary>
    Errors,

    /// <summary>Errors and warnings.</summary>
    Warnings,

    /// <summary>Errors, warnings and suggestions.</summary>
    Suggestions,

    /// <summary>Hidden ones too.</summary>
    All,
}

/// <summary>How marks are read.</summary>
[Flags]
public enum MarkupOptions
{
    /// <summary><c>[|..|]</c> needs an analyzer with one descriptor.</summary>
    None = 0,

    /// <summary><c>[|..|]</c> is the first descriptor of the first analyzer.</summary>
    UseFirstDescriptor = 1,
}

/// <summary>Which checks of an analyzer test to leave out.</summary>
[Flags]
public enum TestBehaviors
{
    /// <summary>Leave nothing out.</summary>
    None = 0,

    /// <summary>Do not check that generated code is left alone.</summary>
    SkipGeneratedCodeCheck = 1,

    /// <summary>Do not check that <c>#pragma warning disable</c> silences.</summary>
    SkipSuppressionCheck = 2,
}

/// <summary>Which checks of a code fix test to leave out.</summary>
[Flags]
public enum CodeFixTestBehaviors
{
    /// <summary>Leave nothing out.</summary>
    None = 0,

    /// <summary>No fix-all in documents.</summary>
    SkipFixAllInDocumentCheck = 1,

    /// <summary>No fix-all in projects.</summary>
    SkipFixAllInProjectCheck = 2,

    /// <summary>No fix-all in the solution.</summary>
    SkipFixAllInSolutionCheck = 4,

    /// <summary>No fix-all at all.</summary>
    SkipFixAllCheck = SkipFixAllInDocumentCheck | SkipFixAllInProjectCheck | SkipFixAllInSolutionCheck,

    /// <summary>Fix the first diagnostic only; no fix-all, and fixes may still be on offer afterwards.</summary>
    FixOne = 8,

    /// <summary>Allow fixes for non-local diagnostics.</summary>
    SkipLocalDiagnosticCheck = 16,
}

/// <summary>How the tree that a fix made is checked.</summary>
public enum CodeActionValidationMode
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>Kinds and tokens equal those of the parsed text; trivia may differ. The default.</summary>
    SemanticStructure,
}
