using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Analyzers.Bodies;

/// <summary>
/// What a member does that may change something, and the labels in it, in the order of the text: so that a question
/// about two places costs what lies between them and not the whole member.
/// </summary>
internal sealed class Timeline
{
    private readonly List<IOperation> _effects = new();
    private readonly List<int> _labels = new();

    public Timeline(IReadOnlyList<IOperation> roots)
    {
        foreach (IOperation root in roots)
        {
            foreach (IOperation operation in Walk.All(root))
            {
                switch (operation)
                {
                    case IAssignmentOperation or IIncrementOrDecrementOperation or IInvocationOperation or IObjectCreationOperation or IAwaitOperation:
                    case IArgumentOperation { Parameter.RefKind: not RefKind.None }:
                    case IReturnOperation { Kind: OperationKind.YieldReturn }:
                        _effects.Add(operation);
                        break;
                    case ILabeledOperation { Syntax: LabeledStatementSyntax }:
                        _labels.Add(operation.Syntax.SpanStart);
                        break;
                }
            }
        }

        _effects.Sort((one, other) => one.Syntax.SpanStart.CompareTo(other.Syntax.SpanStart));
        _labels.Sort();
    }

    /// <summary>The effects that start there.</summary>
    public IEnumerable<IOperation> EffectsIn(TextSpan span)
    {
        int low = 0;
        int high = _effects.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_effects[middle].Syntax.SpanStart < span.Start)
                low = middle + 1;
            else
                high = middle;
        }

        for (; low < _effects.Count && _effects[low].Syntax.SpanStart < span.End; low++)
            yield return _effects[low];
    }

    public bool HasLabelIn(TextSpan span)
    {
        int index = _labels.BinarySearch(span.Start);
        if (index < 0)
            index = ~index;
        return index < _labels.Count && _labels[index] < span.End;
    }
}
