using System.Collections.Generic;
using Microsoft.CodeAnalysis;

namespace FragApi.Analyzers.Bodies;

/// <summary>Goes through an operation and all in it, outer before inner. One instance serves many, one at a time, and makes no garbage.</summary>
internal sealed class OperationCursor
{
    private readonly Stack<IOperation> _open = new();

    public void Start(IOperation root)
    {
        _open.Clear();
        _open.Push(root);
    }

    /// <summary>The next one; null at the end.</summary>
    public IOperation? Next()
    {
        if (_open.Count == 0)
            return null;
        IOperation operation = _open.Pop();
        foreach (IOperation child in operation.ChildOperations.Reverse())
            _open.Push(child);
        return operation;
    }
}
