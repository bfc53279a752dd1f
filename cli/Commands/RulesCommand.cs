using System;
using System.CommandLine;
using System.Globalization;
using System.Linq;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Threading.Tasks;
using FragApi.Analyzers;
using FragApi.Cli.Catalogue;
using FragApi.Cli.Hosting;
using Microsoft.CodeAnalysis;
using Spectre.Console;

namespace FragApi.Cli.Commands;

/// <summary><c>fragapi rules</c>: the catalogue.</summary>
internal static class RulesCommand
{
    private static readonly JsonSerializerOptions s_options = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create()
    {
        Command command = new("rules", "Lists the rules: id, severity by default, whether there is a fix, and what the rule says.");
        Option<string> format = new("--format") { Description = "What goes to standard output: text or json.", DefaultValueFactory = _ => "text" };
        CommandLineErrors.OneOf(format, "text", "json");
        command.Options.Add(format);
        command.SetAction((parsed, _) => VerbHost.RunAsync(_ =>
        {
            if (parsed.GetValue(format) == "json")
                Console.Out.WriteLine(Json());
            else
                WriteTable();
            return Task.FromResult(ExitCode.Done);
        }));
        return command;
    }

    private static void WriteTable()
    {
        Table table = new() { Border = TableBorder.None, ShowHeaders = true };
        foreach (string column in (string[])["rule", "severity", "fix", "says"])
            table.AddColumn(new TableColumn(column));
        foreach (DiagnosticDescriptor rule in Rules.All)
            table.AddRow(rule.Id, SeverityOf(rule), RulePages.HasFix(rule) ? "yes" : "", Markup.Escape(TitleOf(rule)));
        Streams.Out.Write(table);
    }

    private static string Json() => JsonSerializer.Serialize(
        new
        {
            version = 1,
            rules = Rules.All.Select(rule => new
            {
                id = rule.Id,
                severity = SeverityOf(rule),
                fix = RulePages.HasFix(rule),
                title = TitleOf(rule),
                category = rule.Category,
                help = rule.HelpLinkUri,
            }),
        },
        s_options);

    private static string SeverityOf(DiagnosticDescriptor rule) => !rule.IsEnabledByDefault ? "off" : rule.DefaultSeverity.ToString().ToLowerInvariant();

    private static string TitleOf(DiagnosticDescriptor rule) => rule.Title.ToString(CultureInfo.InvariantCulture);
}
