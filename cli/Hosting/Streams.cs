using System;
using System.IO;
using Spectre.Console;

namespace FragApi.Cli.Hosting;

/// <summary>The two streams: results on standard output, everything else on standard error.</summary>
internal static class Streams
{
    public static IAnsiConsole Out { get; } = Make(Console.Out, Console.IsOutputRedirected);

    public static IAnsiConsole Error { get; } = Make(Console.Error, Console.IsErrorRedirected);

    /// <summary>The columns of standard output.</summary>
    public static int Width => Out.Profile.Width;

    /// <summary>
    /// Standard error is a terminal that can redraw a line, with somebody in front of it: build services have terminals
    /// too, and keep all that is written to them.
    /// </summary>
    public static bool CanRedraw { get; } = !Console.IsErrorRedirected && !IsDumb && !IsSet("CI");

    // Windows says nothing of its terminals in TERM.
    private static bool IsDumb => Environment.GetEnvironmentVariable("TERM") is var term && (term == "dumb" || string.IsNullOrEmpty(term) && !OperatingSystem.IsWindows());

    private static IAnsiConsole Make(TextWriter writer, bool redirected)
    {
        bool plain = redirected || IsDumb;
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            // https://no-color.org
            ColorSystem = plain || IsSet("NO_COLOR") ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            // A terminal that is not dumb knows the few sequences that are used, whatever it is called.
            Ansi = plain ? AnsiSupport.No : OperatingSystem.IsWindows() ? AnsiSupport.Detect : AnsiSupport.Yes,
            Interactive = plain ? InteractionSupport.No : InteractionSupport.Yes,
        });
        // What is piped is read by programs and kept in logs: nothing is cut there.
        if (redirected)
            console.Profile.Width = 10_000;
        return console;
    }

    private static bool IsSet(string variable) => Environment.GetEnvironmentVariable(variable) is not (null or "" or "0" or "false");
}
