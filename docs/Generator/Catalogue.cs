using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;
using RuleCatalogue = FragApi.Analyzers.Rules;

namespace FragApi.Docs;

/// <summary>What the two shipped assemblies say of themselves.</summary>
internal sealed class Catalogue
{
    private Catalogue(ImmutableArray<DiagnosticDescriptor> rules, ImmutableArray<DiagnosticAnalyzer> analyzers, ImmutableArray<CodeFixProvider> fixes)
    {
        Rules = rules;
        Analyzers = analyzers;
        Fixes = fixes;
        Fixable = fixes.SelectMany(fix => fix.FixableDiagnosticIds).ToImmutableHashSet();
    }

    /// <summary>Every descriptor, in order of id.</summary>
    public ImmutableArray<DiagnosticDescriptor> Rules { get; }

    public ImmutableArray<DiagnosticAnalyzer> Analyzers { get; }

    public ImmutableArray<CodeFixProvider> Fixes { get; }

    /// <summary>The ids that some exported provider fixes.</summary>
    public ImmutableHashSet<string> Fixable { get; }

    public static Catalogue Load() =>
        new(
            RuleCatalogue.All,
            [.. Instances<DiagnosticAnalyzer>(typeof(RuleCatalogue).Assembly, typeof(DiagnosticAnalyzerAttribute))],
            [.. Instances<CodeFixProvider>(Assembly.Load("FragApi.CodeFixes"), typeof(ExportCodeFixProviderAttribute))]);

    private static IEnumerable<T> Instances<T>(Assembly assembly, Type marker) =>
        from type in assembly.GetTypes()
        where !type.IsAbstract && typeof(T).IsAssignableFrom(type) && type.IsDefined(marker, inherit: false)
        orderby type.FullName
        select (T)Activator.CreateInstance(type, nonPublic: true)!;
}
