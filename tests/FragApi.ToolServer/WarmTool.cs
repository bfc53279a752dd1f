using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO;
using System.IO.Pipes;
using System.Text;
using System.Threading.Tasks;

namespace FragApi.Testing;

/// <summary>
/// Runs of the tool in processes that are kept, one for each run at the same time: most of a run on a small tree is the start.
/// The process is the tool's own, with its settings; what a terminal, a signal or a variable does to it is
/// tested on processes of their own, and so is everything with <c>FRAGAPI_LONG=1</c>.
/// </summary>
internal sealed class WarmTool : IDisposable
{
    private static readonly ConcurrentBag<WarmTool> s_idle = [];

    private readonly NamedPipeServerStream _pipe;
    private readonly BinaryWriter _requests;
    private readonly BinaryReader _replies;

    private WarmTool(Func<string, ProcessStartInfo> start, string hook)
    {
        string name = "fragapi-" + Guid.NewGuid().ToString("N");
        _pipe = new NamedPipeServerStream(name, PipeDirection.InOut, maxNumberOfServerInstances: 1);
        _requests = new BinaryWriter(_pipe, Encoding.UTF8);
        _replies = new BinaryReader(_pipe, Encoding.UTF8);
        ProcessStartInfo info = start(Path.GetTempPath());
        info.Environment["DOTNET_STARTUP_HOOKS"] = hook;
        info.Environment["FRAGAPI_TOOL_SERVER"] = name;
        // It ends when the pipe does, with the tests.
        Process.Start(info)!.Dispose();
        _pipe.WaitForConnection();
    }

    /// <summary>Runs the tool in a folder.</summary>
    /// <param name="configuration">The configuration that all is built in.</param>
    /// <param name="start">How the tool is started in a folder, without arguments and with both streams redirected.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="arguments">What the tool is given.</param>
    public static Task<(int ExitCode, string Out, string Error)> RunAsync(string configuration, Func<string, ProcessStartInfo> start, string folder, string[] arguments) => Task.Run(() =>
    {
        if (!s_idle.TryTake(out WarmTool? tool))
            tool = new WarmTool(start, Repository.PathOf("tests", "FragApi.ToolServer", "bin", configuration, "net10.0", "FragApi.ToolServer.dll"));
        // One that breaks off is not used again.
        (int, string, string) outcome = tool.Run(folder, arguments);
        s_idle.Add(tool);
        return outcome;
    });

    private (int ExitCode, string Out, string Error) Run(string folder, string[] arguments)
    {
        _requests.Write(folder);
        _requests.Write(arguments.Length);
        foreach (string argument in arguments)
            _requests.Write(argument);
        _requests.Flush();
        return (_replies.ReadInt32(), _replies.ReadString(), _replies.ReadString());
    }

    public void Dispose()
    {
        _requests.Dispose();
        _replies.Dispose();
        _pipe.Dispose();
    }
}
