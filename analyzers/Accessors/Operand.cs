using System.Collections.Immutable;
using FragApi.Analyzers.Places;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Analyzers.Accessors;

/// <summary>Something that the raw form evaluates and that the accessor may have a parameter for.</summary>
internal sealed class Operand
{
    public Operand(Part part, ExpressionSyntax syntax, ITypeSymbol? type, ArgumentSyntax? argument = null, bool isReceiver = false)
    {
        Part = part;
        Syntax = syntax;
        Type = type;
        Argument = argument;
        IsReceiver = isReceiver;
        Text = ImmutableArray.Create(Piece.Keep(syntax));
    }

    public Part Part { get; }

    public ExpressionSyntax Syntax { get; }

    public ITypeSymbol? Type { get; }

    /// <summary>The expression's operation, where the raw form is a call.</summary>
    public IOperation? Operation { get; set; }

    /// <summary>The argument that it was; the spaces, comments and line breaks before it go with it.</summary>
    public ArgumentSyntax? Argument { get; }

    /// <summary>Where it was no argument: the spaces, comments and line breaks before it, which go with it too.</summary>
    public TextSpan SpaceBefore { get; set; }

    /// <summary>The receiver of the raw call: who takes the reference or does the mapping.</summary>
    public bool IsReceiver { get; }

    /// <summary>Its text in the new call, unless it has to be adapted there.</summary>
    public ImmutableArray<Piece> Text { get; set; }

    /// <summary>Whether <see cref="Text"/> is something else than the expression, whose type the compiler then has to check.</summary>
    public bool IsRewritten { get; set; }

    /// <summary>The type of <see cref="Text"/>, where it is rewritten and is known.</summary>
    public ITypeSymbol? Becomes { get; set; }

    /// <summary>What an edit inside the expression leaves of it, where that decides its type.</summary>
    public ExpressionSyntax? Remaining { get; set; }

    public object? Constant { get; set; }

    /// <summary>What in it may change a fragment; null when it is proved that nothing does.</summary>
    public SyntaxNode? HarmIn(Code code) =>
        (Operation ?? code.Semantics.GetOperation(Syntax, code.Cancellation)) is IOperation evaluated ? code.Effects.Within(evaluated) : null;
}
