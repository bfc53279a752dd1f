using System;
using System.Collections.Generic;
using System.Linq;

namespace FragApi;

/// <summary>A checked pool was misused: by the call that throws this, or, when the pool is disposed, some time before.</summary>
public sealed class PoolMisuseException : InvalidOperationException
{
    internal PoolMisuseException(IReadOnlyList<PoolMisuseReport> reports)
        : base(string.Join(Environment.NewLine + Environment.NewLine, reports.Select(report => report.ToString()))) =>
        Reports = reports;

    /// <summary>What was done wrong; at least one.</summary>
    public IReadOnlyList<PoolMisuseReport> Reports { get; }
}
