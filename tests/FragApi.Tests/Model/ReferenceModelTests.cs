using System.Collections.Generic;
using System.Linq;
using Xunit;
using Xunit.Abstractions;

namespace FragApi.Tests.Model;

/// <summary>Random operations on buffers, against a slow and obvious model of them.</summary>
public sealed class ReferenceModelTests(ITestOutputHelper output)
{
    /// <summary>Together more than 100,000 operations; ten times as many in the long mode.</summary>
    [Fact]
    public void LibraryAndModelAgreeAfterEveryOperation()
    {
        int seeds = LongMode.IsOn ? 420 : 42;
        SortedDictionary<string, int> operations = [];
        int refusals = 0;
        int firings = 0;
        for (int seed = 1; seed <= seeds; seed++)
        {
            World world = new(seed);
            world.Run(2_500);
            world.Close();
            refusals += world.Refusals;
            firings += world.Firings;
            foreach ((string name, int count) in world.Operations)
                operations[name] = operations.GetValueOrDefault(name) + count;
        }

        output.WriteLine($"{operations.Values.Sum()} operations, {refusals} of them refused, {firings} destructors fired");
        output.WriteLine(string.Join(", ", operations.Select(pair => $"{pair.Key} {pair.Value}")));
        Assert.True(operations.Values.Sum() >= 100_000);
        Assert.All(operations, pair => Assert.True(pair.Value > 500, $"{pair.Key} ran {pair.Value} times"));
        Assert.True(firings > 1_000 && refusals > 1_000, $"{firings} firings, {refusals} refusals");
    }
}
