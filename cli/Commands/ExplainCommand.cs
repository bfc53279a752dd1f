using System;
using System.CommandLine;
using System.Globalization;
using System.Linq;
using FragApi.Analyzers;
using FragApi.Analyzers.Vocabulary;
using FragApi.Cli.Catalogue;
using FragApi.Cli.Explaining;
using FragApi.Cli.Hosting;
using FragApi.Cli.Loading;
using Microsoft.CodeAnalysis;

namespace FragApi.Cli.Commands;

/// <summary><c>fragapi explain</c>: the documentation of a rule, or of a topic.</summary>
internal static class ExplainCommand
{
    private const string Prefix = "FRAG";

    public static Command Create()
    {
        Command command = new("explain", $"Explains a rule: cause, example, fix, how to configure it, when to suppress it; or a topic: {string.Join(", ", Topics.Names)}; or a line of code.");
        Argument<string[]> words = new("ID") { Description = "A rule, such as FRAG1001 or 1001, or a topic; with --site, the PATH.", Arity = ArgumentArity.ZeroOrMore };
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
                Console.Out.Write(new MarkdownText(Width()).Render(Topics.WithCommands(PageOf(parsed.GetValue(words)![0]))));
                return ExitCode.Done;
            }

            Console.Out.Write(await ProgressBar.RunAsync(async progress =>
            {
                CodeBase code = await common.LoadAsync(parsed, new SourceStore(), tolerant: true, progress, cancellation).ConfigureAwait(false);
                return await SiteExplanation.OfAsync(line, code, progress, cancellation).ConfigureAwait(false);
            }).ConfigureAwait(false));
            return ExitCode.Done;
        }));
        return command;
    }

    private static string PageOf(string topic)
    {
        if (Topics.Of(topic) is string page)
            return page;
        string id = topic.ToUpperInvariant();
        if (!id.StartsWith(Prefix, StringComparison.Ordinal) && id.Length > 0 && id.All(char.IsAsciiDigit))
            id = Prefix + id;
        if (Rules.All.FirstOrDefault(rule => rule.Id == id) is not DiagnosticDescriptor rule)
            throw new ToolException(ExitCode.Usage, $"there is no rule or topic '{topic}' ('fragapi rules' lists the rules; topics are {string.Join(", ", Topics.Names)}){Spelling.DidYouMean(topic, [.. Rules.All.Select(rule => rule.Id), .. Topics.Names])}");
        return RulePages.Of(rule.Id) ?? $"# {rule.Id}: {rule.Title.ToString(CultureInfo.InvariantCulture)}\n\n{rule.Description.ToString(CultureInfo.InvariantCulture)}\n";
    }

    /// <summary>As wide as the terminal, but no wider than is good to read.</summary>
    private static int Width()
    {
        const int Readable = 100;
        return Console.IsOutputRedirected ? Readable : Math.Clamp(Streams.Out.Profile.Width, 40, Readable);
    }
}
