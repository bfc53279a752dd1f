using System;
using System.CommandLine;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using FragApi.Analyzers;
using FragApi.Analyzers.Vocabulary;
using FragApi.Cli.Catalogue;
using FragApi.Cli.Hosting;
using Microsoft.CodeAnalysis;

namespace FragApi.Cli.Commands;

/// <summary><c>fragapi explain</c>: the documentation of a rule, or of a topic.</summary>
internal static class ExplainCommand
{
    private const string Prefix = "FRAG";

    public static Command Create()
    {
        Command command = new("explain", $"Explains a rule: cause, example, fix, how to configure it, when to suppress it; or a topic: {string.Join(", ", Topics.Names)}.");
        Argument<string> topic = new("ID") { Description = "A rule, such as FRAG1001 or 1001, or a topic." };
        command.Arguments.Add(topic);
        command.SetAction((parsed, _) => VerbHost.RunAsync(_ =>
        {
            Console.Out.Write(new MarkdownText(Width()).Render(Topics.WithCommands(PageOf(parsed.GetValue(topic)!))));
            return Task.FromResult(ExitCode.Done);
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
