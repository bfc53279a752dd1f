using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Accessors;

/// <summary>Visits operations in source order, outer before inner, on a stack of its own: source may be nested deeper than the thread's stack.</summary>
internal static class Walk
{
    /// <summary>The operation and all below it, except what <c>nameof</c> only names.</summary>
    public static IEnumerable<IOperation> All(IOperation root)
    {
        Stack<IOperation> stack = new();
        stack.Push(root);
        while (stack.Count > 0)
        {
            IOperation operation = stack.Pop();
            yield return operation;
            if (operation is not INameOfOperation)
                PushChildren(operation, stack);
        }
    }

    public static void PushChildren(IOperation operation, Stack<IOperation> stack)
    {
        foreach (IOperation child in operation.ChildOperations.Reverse())
            stack.Push(child);
    }
}
