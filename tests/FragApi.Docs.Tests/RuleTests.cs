using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;
using Xunit;

namespace FragApi.Docs.Tests;

/// <summary>The catalogue against itself: ids, help links, release tracking, analyzers and fixes.</summary>
public sealed class RuleTests
{
    private static readonly Catalogue s_catalogue = Catalogue.Load();

    public static TheoryData<string> Ids => [.. s_catalogue.Rules.Select(rule => rule.Id)];

    [Fact]
    public void Ids_are_unique_and_in_order()
    {
        List<string> ids = [.. s_catalogue.Rules.Select(rule => rule.Id)];

        Assert.Equal(ids.Distinct().Order(StringComparer.Ordinal), ids);
        Assert.All(ids, id => Assert.Matches("^FRAG[0-9]{4}$", id));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_help_link_is_the_rules_page(string id)
    {
        Assert.Equal($"https://github.com/fragapi/fragapi/blob/main/docs/rules/{id}.md", Rule(id).HelpLinkUri);
        Assert.True(File.Exists(Path.Combine(Repository.Root, "docs", "rules", id + ".md")));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_first_digit_is_the_category(string id)
    {
        string category = id[4] switch
        {
            '1' => "FragApi.Accessors",
            '2' => "FragApi.Ownership",
            '3' => "FragApi.Dma",
            '4' => "FragApi.Lifetime",
            _ => "FragApi.Binding",
        };

        Assert.Equal(category, Rule(id).Category);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_title_is_a_phrase_and_the_description_a_sentence(string id)
    {
        Assert.False(Rule(id).Title.ToString().EndsWith('.'));
        Assert.EndsWith(".", Rule(id).Description.ToString());
        Assert.False(Rule(id).MessageFormat.ToString().EndsWith('.'));
    }

    [Fact]
    public void Release_tracking_has_a_row_for_every_rule_and_no_other()
    {
        Regex row = new(@"^(?<id>FRAG\d{4}) \| (?<category>\S+) \| (?<severity>\w+) \| (?<notes>.+?)\s*$", RegexOptions.Multiline);
        IEnumerable<string> rows = new[] { "AnalyzerReleases.Shipped.md", "AnalyzerReleases.Unshipped.md" }
            .SelectMany(file => row.Matches(File.ReadAllText(Path.Combine(Repository.Root, "analyzers", file))))
            .Select(match => $"{match.Groups["id"].Value} {match.Groups["category"].Value} {match.Groups["severity"].Value} {match.Groups["notes"].Value}")
            .Order(StringComparer.Ordinal);

        Assert.Equal(s_catalogue.Rules.Select(rule => $"{rule.Id} {rule.Category} {(rule.IsEnabledByDefault ? rule.DefaultSeverity.ToString() : "Disabled")} {rule.Title}"), rows);
    }

    [Fact]
    public void Every_rule_has_exactly_one_analyzer()
    {
        // A rule may be reported with another severity where its claim is a weaker one: then its analyzer has it twice.
        IEnumerable<string> supported = s_catalogue.Analyzers.SelectMany(analyzer => analyzer.SupportedDiagnostics.Select(rule => rule.Id).Distinct());

        Assert.Equal(s_catalogue.Rules.Select(rule => rule.Id), supported.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_fix_is_shared_fixes_known_rules_and_fixes_all_in_three_scopes()
    {
        Assert.NotEmpty(s_catalogue.Fixes);
        Assert.All(s_catalogue.Fixes, fix =>
        {
            Assert.Contains(fix.GetType().GetCustomAttributes(inherit: false), attribute => attribute.GetType().Name == "SharedAttribute");
            Assert.Subset(s_catalogue.Rules.Select(rule => rule.Id).ToHashSet(), fix.FixableDiagnosticIds.ToHashSet());
            FixAllProvider? all = fix.GetFixAllProvider();
            Assert.NotNull(all);
            Assert.Superset(new HashSet<FixAllScope> { FixAllScope.Document, FixAllScope.Project, FixAllScope.Solution }, all.GetSupportedFixAllScopes().ToHashSet());
        });
    }

    [Fact]
    public void Every_analyzer_and_fix_is_sealed_and_marked()
    {
        IEnumerable<Type> types = s_catalogue.Analyzers[0].GetType().Assembly.GetTypes()
            .Concat(s_catalogue.Fixes[0].GetType().Assembly.GetTypes())
            .Where(type => !type.IsAbstract && (type.IsAssignableTo(typeof(DiagnosticAnalyzer)) || type.IsAssignableTo(typeof(CodeFixProvider))));

        Assert.Equal(s_catalogue.Analyzers.Length + s_catalogue.Fixes.Length, types.Count());
        Assert.All(types, type => Assert.True(type.IsSealed, type.Name));
    }

    private static DiagnosticDescriptor Rule(string id) => s_catalogue.Rules.Single(rule => rule.Id == id);
}
