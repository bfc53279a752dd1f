using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Globalization;
using System.Linq;
using FragApi.Analyzers;
using FragApi.Cli.Catalogue;
using FragApi.Cli.Explaining;
using FragApi.Cli.Hosting;
using FragApi.Cli.Loading;
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
        Argument<string[]> words = new("ID") { Description = "A rule, such as FRAG1001 or 1001, or 'bindings'; with --site, the PATH.", Arity = ArgumentArity.ZeroOrMore };
        CommonOptions common = new(command, selects: false, words);
        Option<string?> site = new("--site") { Description = "Explain a line instead: why it is converted, declined or left alone, which roles are seen in it and whence, which bodies are followed.", HelpName = "FILE:LINE" };
        command.Options.Add(site);
        command.Validators.Add(result =>
        {
            if (result.GetValue(site) is null && result.GetValue(words) is not [_])
                result.AddError("Name one rule or topic; or give --site FILE:LINE, and a PATH.");
        });
        command.SetAction((parsed, _) => VerbHost.RunAsync(async cancellation =>
        {
            if (parsed.GetValue(site) is not string line)
            {
                Console.Out.Write(new MarkdownText(Width()).Render(PageOf(parsed.GetValue(words)![0])));
                return ExitCode.Done;
            }

            Console.Out.Write(await ProgressBar.RunAsync(Streams.Error, async progress =>
            {
                CodeBase code = await common.LoadAsync(parsed, new SourceStore(), progress, cancellation).ConfigureAwait(false);
                return await SiteExplanation.OfAsync(line, code, progress, cancellation).ConfigureAwait(false);
            }).ConfigureAwait(false));
            return ExitCode.Done;
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
