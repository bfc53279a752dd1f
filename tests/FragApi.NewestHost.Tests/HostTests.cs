using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using FragApi.Analyzers.Tests;
using FragApi.CodeFixes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace FragApi.NewestHost.Tests;

/// <summary>The newest Roslyn there is runs what is built on the oldest that the package is for.</summary>
public sealed class HostTests
{
    [Fact]
    public void TheHostIsTheNewest() => Assert.Equal(new Version(5, 12), MajorAndMinor(typeof(Compilation).Assembly.GetName()));

    [Theory]
    [InlineData(typeof(Analyzers.Rules))]
    [InlineData(typeof(UseAccessorFix))]
    public void WhatItRunsIsBuiltOnTheOldest(Type of) =>
        Assert.All(
            of.Assembly.GetReferencedAssemblies().Where(name => name.Name!.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal)),
            name => Assert.Equal(new Version(4, 14), MajorAndMinor(name)));

    [Fact]
    public void LanguagesFrom8To15AreTried() =>
        Assert.Equal(
            [LanguageVersion.CSharp8, .. new[] { 900, 1000, 1100, 1200, 1300, 1400, 1500 }.Select(number => (LanguageVersion)number)],
            ((IEnumerable<object[]>)LanguageVersionTests.Versions).Select(row => (LanguageVersion)row[0]));

    private static Version MajorAndMinor(AssemblyName name) => new(name.Version!.Major, name.Version.Minor);
}
