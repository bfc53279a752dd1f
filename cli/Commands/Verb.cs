using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.IO;
using System.Linq;

namespace FragApi.Cli.Commands;

/// <summary>A verb: one line in the list of verbs, and more in its own help.</summary>
internal sealed class Verb(string name, string line, string details) : Command(name, line)
{
    /// <summary>Makes a verb's help end with its details.</summary>
    public static void ExplainIn(RootCommand root)
    {
        HelpOption help = root.Options.OfType<HelpOption>().Single();
        help.Action = new DetailedHelp((SynchronousCommandLineAction)help.Action!);
    }

    private sealed class DetailedHelp(SynchronousCommandLineAction lines) : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            int result = lines.Invoke(parseResult);
            if (parseResult.CommandResult.Command is Verb verb)
                verb.WriteDetails(parseResult.InvocationConfiguration.Output);
            return result;
        }
    }

    private void WriteDetails(TextWriter output)
    {
        output.WriteLine(details);
        output.WriteLine();
    }
}
