using System;
using System.IO;
using System.Linq;
using FragApi.Testing;
using Xunit;

namespace FragApi.Tests;

/// <summary>
/// What the library says of ownership is what the file <c>OwnershipContract.txt</c> says. A change that is meant: run the
/// tests with <c>FRAGAPI_UPDATE_API=1</c>, and look at the difference.
/// </summary>
public sealed class PublicApiTests
{
    private static readonly string s_file = Repository.PathOf("tests", "FragApi.Tests", "OwnershipContract.txt");

    [Fact]
    public void WhatIsSaidOfOwnershipIsWrittenDown()
    {
        string[] actual = [.. OwnershipContract.Of(typeof(SkbFrag).Assembly)];
        Assert.True(actual.Length > 50, $"{actual.Length} lines");
        if (Environment.GetEnvironmentVariable("FRAGAPI_UPDATE_API") == "1")
            File.WriteAllLines(s_file, actual);
        string[] expected = File.ReadAllLines(s_file);
        Assert.True(
            expected.SequenceEqual(actual),
            $"New:{Environment.NewLine}{string.Join(Environment.NewLine, actual.Except(expected))}{Environment.NewLine}Gone:{Environment.NewLine}{string.Join(Environment.NewLine, expected.Except(actual))}");
    }

    /// <summary>The seal: nothing public leads from a fragment's page to the page, or from a fragment to its fields.</summary>
    [Fact]
    public void FragPageIsOpaque()
    {
        string[] members = [.. typeof(FragPage).GetMembers().Where(member => member.DeclaringType == typeof(FragPage)).Select(member => member.Name)];
        Assert.Empty(members);
        Assert.Empty(typeof(SkbFrag).GetFields());
        Assert.Empty(typeof(SkbFrag).GetProperties());
        Assert.DoesNotContain(typeof(SkbFrag).GetMethods(), method => !method.IsStatic && method.DeclaringType == typeof(SkbFrag));
    }
}
