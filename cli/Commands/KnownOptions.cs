using System.CommandLine;
using System.CommandLine.Parsing;
using System.Linq;

namespace FragApi.Cli.Commands;

/// <summary>The options of <c>check</c> that say what is known: a baseline, a revision, or suppressions.</summary>
internal sealed class KnownOptions
{
    private readonly Option<string?> _baseline = new("--baseline") { Description = "Known findings: these are not reported and do not count.", HelpName = "FILE" };
    private readonly Option<bool> _update = new("--update-baseline") { Description = "Remove from the baseline what no longer occurs; nothing is ever added. Makes the file where there is none." };
    private readonly Option<string?> _since = new("--since") { Description = "Report only what is new against a git revision, wherever it stands.", HelpName = "REV" };
    private readonly Option<bool> _suppressions = new("--write-suppressions") { Description = "Write known findings into GlobalSuppressions.cs, for builds with -warnaserror; written once, they only become fewer." };

    /// <summary>Adds them to a verb.</summary>
    /// <param name="command">The verb.</param>
    /// <param name="onlyBaseline">It has no code at hand, for a revision or to write into.</param>
    public KnownOptions(Command command, bool onlyBaseline = false)
    {
        command.Options.Add(_baseline);
        command.Options.Add(_update);
        if (!onlyBaseline)
        {
            command.Options.Add(_since);
            command.Options.Add(_suppressions);
        }

        command.Validators.Add(result =>
        {
            if (result.GetValue(_update) && result.GetValue(_baseline) is null)
                result.AddError("--update-baseline needs --baseline FILE.");
            if (((bool[])[result.GetValue(_baseline) is not null, result.GetValue(_since) is not null, result.GetValue(_suppressions)]).Count(given => given) > 1)
                result.AddError("--baseline, --since and --write-suppressions each say what is known: give one of them.");
        });
    }

    /// <summary>What is known is written into the code.</summary>
    public bool WriteSuppressions(ParseResult parsed) => parsed.GetValue(_suppressions);

    /// <summary>One of them was given.</summary>
    public bool IsGiven(CommandResult result) => result.GetValue(_baseline) is not null || result.GetValue(_since) is not null || result.GetValue(_suppressions);

    /// <summary>What was given. Files are read at once, so that a bad one is told of before the work.</summary>
    public IGate Gate(ParseResult parsed)
    {
        if (parsed.GetValue(_baseline) is string baseline)
            return new BaselineGate(baseline, parsed.GetValue(_update));
        if (parsed.GetValue(_since) is string since)
            return new SinceGate(since);
        return new SuppressionGate(writes: parsed.GetValue(_suppressions));
    }
}
