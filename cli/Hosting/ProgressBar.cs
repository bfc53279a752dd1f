using System;
using System.Collections.Generic;
using System.IO;
using System.Threading.Tasks;
using Spectre.Console;

namespace FragApi.Cli.Hosting;

/// <summary>A progress bar on a terminal, plain lines otherwise; on standard error, so that output can be piped.</summary>
internal static class ProgressBar
{
    // A terminal that is narrower than it is thought to be cuts the bar, and does not break it into lines that nobody clears.
    private const string CutLongLines = "\e[?7l";
    private const string WrapLongLines = "\e[?7h";
    private const string ShowCursor = "\e[?25h";

    public static async Task<T> RunAsync<T>(Func<IProgressSteps, Task<T>> work)
    {
        TextWriter error = Console.Error;
        if (!Streams.CanRedraw)
            return await work(new Lines(error)).ConfigureAwait(false);

        List<string> notes = [];
        error.Write(CutLongLines);
        try
        {
            return await Streams.Error.Progress()
                .AutoClear(true)
                .Columns(new SpinnerColumn(), new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn { Width = 20 }, new ElapsedTimeColumn())
                .StartAsync(context => work(new Bar(context, notes))).ConfigureAwait(false);
        }
        finally
        {
            error.Write(WrapLongLines);
            foreach (string note in notes)
                error.WriteLine(note);
        }
    }

    /// <summary>For a process that ends at once: the terminal is as it was, with the bar left in it.</summary>
    public static void GiveBackTerminal()
    {
        if (Streams.CanRedraw)
            Console.Error.WriteLine(WrapLongLines + ShowCursor);
    }

    private sealed class Lines(TextWriter error) : IProgressSteps
    {
        public void Step(string what, int done, int of) => error.WriteLine(of > 1 ? $"{what} ({done + 1} of {of})" : what);

        public void Note(string text) => error.WriteLine(text);
    }

    /// <param name="context">Where it is drawn.</param>
    /// <param name="notes">What is to be said once it is cleared away.</param>
    private sealed class Bar(ProgressContext context, List<string> notes) : IProgressSteps
    {
        private readonly ProgressTask _task = context.AddTask("starting");

        public void Step(string what, int done, int of)
        {
            _task.Description = Markup.Escape(what);
            _task.IsIndeterminate = of <= 1;
            _task.MaxValue = of;
            _task.Value = done;
        }

        public void Note(string text) => notes.Add(text);
    }
}
