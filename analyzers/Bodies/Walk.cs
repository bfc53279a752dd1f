using System;
using System.Buffers;
using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Bodies;

/// <summary>
/// Visits operations in source order, outer before inner, except what <c>nameof</c> only names. It keeps a stack of
/// its own: source may be nested deeper than the thread's stack.
/// </summary>
internal struct Walk : IDisposable
{
    private IOperation[]? _stack;
    private int _count;

    public Walk(IOperation root)
    {
        // Every member of a compilation is walked once; rented, the stacks cost nothing.
        _stack = ArrayPool<IOperation>.Shared.Rent(64);
        _stack[0] = root;
        _count = 1;
    }

    /// <summary>The operation and all below it.</summary>
    public static IEnumerable<IOperation> All(IOperation root)
    {
        Walk walk = new(root);
        try
        {
            while (walk.Next() is IOperation operation)
                yield return operation;
        }
        finally
        {
            walk.Dispose();
        }
    }

    /// <summary>The next operation; null at the end.</summary>
    public IOperation? Next()
    {
        if (_count == 0 || _stack is null)
            return null;
        IOperation operation = _stack[--_count];
        if (operation is not INameOfOperation)
        {
            foreach (IOperation child in operation.ChildOperations.Reverse())
                Push(child);
        }

        return operation;
    }

    public void Dispose()
    {
        if (_stack is not null)
            ArrayPool<IOperation>.Shared.Return(_stack, clearArray: true);
        _stack = null;
    }

    private void Push(IOperation operation)
    {
        if (_count == _stack!.Length)
        {
            IOperation[] larger = ArrayPool<IOperation>.Shared.Rent(2 * _count);
            Array.Copy(_stack, larger, _count);
            ArrayPool<IOperation>.Shared.Return(_stack, clearArray: true);
            _stack = larger;
        }

        _stack[_count++] = operation;
    }
}
