using System;
using System.Threading.Tasks;
using Spectre.Console;

namespace FragApi.Cli.Hosting;

/// <summary>A progress bar on a terminal, plain lines otherwise; on standard error, so that output can be piped.</summary>
internal static class ProgressBar
{
    public static async Task<T> RunAsync<T>(IAnsiConsole console, Func<IProgressSteps, Task<T>> work)
    {
        if (!console.Profile.Out.IsTerminal || !console.Profile.Capabilities.Interactive)
            return await work(new Lines(console)).ConfigureAwait(false);
        return await console.Progress()
            .AutoClear(true)
            .Columns(new SpinnerColumn(), new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new ElapsedTimeColumn())
            .StartAsync(context => work(new Bar(context, console))).ConfigureAwait(false);
    }

    private sealed class Lines(IAnsiConsole console) : IProgressSteps
    {
        public void Step(string what, int done, int of) => console.WriteLine(of > 1 ? $"{what} ({done + 1} of {of})" : what);

        public void Note(string text) => console.WriteLine(text);
    }

    private sealed class Bar(ProgressContext context, IAnsiConsole console) : IProgressSteps
    {
        private readonly ProgressTask _task = context.AddTask("starting");

        public void Step(string what, int done, int of)
        {
            _task.Description = Markup.Escape(what);
            _task.IsIndeterminate = of <= 1;
            _task.MaxValue = of;
            _task.Value = done;
        }

        public void Note(string text) => console.WriteLine(text);
    }
}
