using System.Collections.Generic;
using System.Linq;
using System.Threading;
using CsCheck;
using FragApi.Testing;
using Xunit;
using Xunit.Abstractions;

namespace FragApi.Tests.Model;

/// <summary>Random operations on buffers, against a slow and obvious model of them. What fails is made shorter before it is told.</summary>
public sealed class ReferenceModelTests(ITestOutputHelper output)
{
    private readonly SortedDictionary<string, int> _operations = [];
    private readonly Lock _gate = new();
    private int _refusals;
    private int _firings;

    /// <summary>Together about 120,000 operations; ten times as many in the long mode.</summary>
    [Fact]
    public void LibraryAndModelAgreeAfterEveryOperation()
    {
        // Others each time; a failure names the seed that makes it again.
        Gen.Int.Array[1, 5_000].Sample(Run, iter: LongRun.IsOn ? 500 : 50);

        output.WriteLine($"{_operations.Values.Sum()} operations, {_refusals} of them refused, {_firings} destructors fired");
        output.WriteLine(string.Join(", ", _operations.Select(pair => $"{pair.Key} {pair.Value}")));
        Assert.True(_operations.Values.Sum() >= 60_000);
        Assert.All(_operations, pair => Assert.True(pair.Value > 250, $"{pair.Key} ran {pair.Value} times"));
        Assert.True(_firings > 500 && _refusals > 500, $"{_firings} firings, {_refusals} refusals");
    }

    private void Run(int[] operations)
    {
        World world = new();
        world.Run(operations);
        world.Close();
        lock (_gate)
        {
            _refusals += world.Refusals;
            _firings += world.Firings;
            foreach ((string name, int count) in world.Operations)
                _operations[name] = _operations.GetValueOrDefault(name) + count;
        }
    }
}
