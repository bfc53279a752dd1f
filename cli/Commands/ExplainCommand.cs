using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using FragApi.Analyzers;
using FragApi.Cli.Catalogue;
using FragApi.Cli.Hosting;
using Microsoft.CodeAnalysis;

namespace FragApi.Cli.Commands;

/// <summary><c>fragapi explain</c>: the documentation of a rule, or of binding files.</summary>
internal static class ExplainCommand
{
    private const string BindingsTopic = "bindings";
    private const string Prefix = "FRAG";

    public static Command Create()
    {
        Command command = new("explain", "Explains a rule: cause, example, fix, how to configure it, when to suppress it; or 'bindings'.");
        Argument<string> topic = new("ID") { Description = "A rule, such as FRAG1001 or 1001, or 'bindings'." };
        command.Arguments.Add(topic);
        command.SetAction((parsed, _) => VerbHost.RunAsync(_ =>
        {
            Console.Out.Write(new MarkdownText(Width()).Render(PageOf(parsed.GetValue(topic)!)));
            return Task.FromResult(ExitCode.Done);
        }));
        return command;
    }

    private static string PageOf(string topic)
    {
        if (string.Equals(topic, BindingsTopic, StringComparison.OrdinalIgnoreCase))
            return RulePages.Bindings();
        string id = topic.ToUpperInvariant();
        if (!id.StartsWith(Prefix, StringComparison.Ordinal) && id.Length > 0 && id.All(char.IsAsciiDigit))
            id = Prefix + id;
        if (Rules.All.FirstOrDefault(rule => rule.Id == id) is not DiagnosticDescriptor rule)
            throw new ToolException(ExitCode.Usage, $"there is no rule '{topic}'.{DidYouMean(id)} 'fragapi rules' lists them all.");
        return RulePages.Of(rule.Id) ?? $"# {rule.Id}: {rule.Title.ToString(CultureInfo.InvariantCulture)}\n\n{rule.Description.ToString(CultureInfo.InvariantCulture)}\n";
    }

    private static string DidYouMean(string id)
    {
        const int Farthest = 2;
        const int Most = 3;
        List<string> near =
        [
            .. Rules.All.Select(rule => rule.Id).Append(BindingsTopic.ToUpperInvariant())
                .Select(known => (known, distance: Distance(known, id)))
                .Where(candidate => candidate.distance <= Farthest)
                .OrderBy(candidate => candidate.distance).ThenBy(candidate => candidate.known, StringComparer.Ordinal)
                .Select(candidate => candidate.known == BindingsTopic.ToUpperInvariant() ? BindingsTopic : candidate.known)
                .Take(Most),
        ];
        return near.Count == 0 ? "" : $" Did you mean {string.Join(", ", near.SkipLast(1))}{(near.Count > 1 ? " or " : "")}{near[^1]}?";
    }

    /// <summary>How many characters have to be changed, added or taken away.</summary>
    private static int Distance(string one, string other)
    {
        int[] previous = [.. Enumerable.Range(0, other.Length + 1)];
        for (int row = 1; row <= one.Length; row++)
        {
            int[] current = new int[other.Length + 1];
            current[0] = row;
            for (int column = 1; column <= other.Length; column++)
            {
                int replaced = previous[column - 1] + (one[row - 1] == other[column - 1] ? 0 : 1);
                current[column] = Math.Min(replaced, Math.Min(previous[column], current[column - 1]) + 1);
            }

            previous = current;
        }

        return previous[^1];
    }

    /// <summary>As wide as the terminal, but no wider than is good to read.</summary>
    private static int Width()
    {
        const int Readable = 100;
        return Console.IsOutputRedirected ? Readable : Math.Clamp(Streams.Out.Profile.Width, 40, Readable);
    }
}
