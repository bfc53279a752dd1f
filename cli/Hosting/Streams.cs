using System;
using System.IO;
using Spectre.Console;

namespace FragApi.Cli.Hosting;

/// <summary>The two streams: results on standard output, everything else on standard error.</summary>
internal static class Streams
{
    public static IAnsiConsole Out { get; } = Make(Console.Out, Console.IsOutputRedirected);

    public static IAnsiConsole Error { get; } = Make(Console.Error, Console.IsErrorRedirected);

    private static IAnsiConsole Make(TextWriter writer, bool redirected)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            // https://no-color.org
            ColorSystem = redirected || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Ansi = redirected ? AnsiSupport.No : AnsiSupport.Detect,
            Interactive = redirected ? InteractionSupport.No : InteractionSupport.Detect,
        });
        // What is piped is read by programs and kept in logs: nothing is wrapped there.
        if (redirected)
            console.Profile.Width = 10_000;
        return console;
    }
}
