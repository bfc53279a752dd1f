using System;
using System.Collections.Generic;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Linq;
using FragApi.Analyzers.Vocabulary;

namespace FragApi.Cli.Commands;

/// <summary>What is wrong with a command line, and what was probably meant.</summary>
internal static class CommandLineErrors
{
    public static IEnumerable<string> Of(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        if (command is RootCommand && parsed.UnmatchedTokens.FirstOrDefault(token => !token.StartsWith('-')) is string verb)
            return [$"there is no verb '{verb}'{Spelling.DidYouMean(verb, command.Subcommands.Select(known => known.Name))}"];
        if (parsed.UnmatchedTokens.Where(token => token.StartsWith('-')).ToList() is { Count: > 0 } options)
            return options.Select(option => UnknownOption(command, option));
        return parsed.Errors.Select(error => error.Message).Distinct();
    }

    public static string UnknownOption(Command command, string written)
    {
        IEnumerable<string> known = command.Options.Where(option => !option.Hidden).SelectMany(option => option.Aliases.Append(option.Name)).Where(name => name.StartsWith("--", StringComparison.Ordinal));
        return $"there is no option '{written}'{(command is RootCommand ? "" : $" of '{command.Name}'")}{Spelling.DidYouMean(written, known)}";
    }

    /// <summary>Lets an option take one of a few values.</summary>
    public static void OneOf(Option<string> option, params string[] values)
    {
        option.HelpName = string.Join('|', values);
        option.CompletionSources.Add(values);
        option.Validators.Add(result =>
        {
            foreach (Token token in result.Tokens)
            {
                if (!values.Contains(token.Value))
                    result.AddError($"{option.Name} {token.Value}: it takes {string.Join(", ", values.SkipLast(1))} or {values[^1]}{Spelling.DidYouMean(token.Value, values)}");
            }
        });
    }
}
