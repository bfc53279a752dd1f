using System;
using System.IO;
using System.IO.Pipes;
using System.Linq;
using System.Reflection;
using System.Text;

/// <summary>
/// Runs the tool again and again in one process, for tests that ask what it says and not how it starts: the runtime calls this
/// before the program's own entry (https://github.com/dotnet/runtime/blob/main/docs/design/features/host-startup-hook.md),
/// and here it stays until nobody asks any more. The other end is <c>WarmTool</c>.
/// </summary>
internal static class StartupHook
{
    public static void Initialize()
    {
        string pipe = Environment.GetEnvironmentVariable("FRAGAPI_TOOL_SERVER")!;
        // What the tool starts is not meant.
        Environment.SetEnvironmentVariable("DOTNET_STARTUP_HOOKS", null);
        Environment.SetEnvironmentVariable("FRAGAPI_TOOL_SERVER", null);
        using NamedPipeClientStream stream = new(".", pipe, PipeDirection.InOut);
        stream.Connect();
        using BinaryReader requests = new(stream, Encoding.UTF8);
        using BinaryWriter replies = new(stream, Encoding.UTF8);
        Turn output = new();
        Turn error = new();
        Console.SetOut(output);
        Console.SetError(error);
        try
        {
            while (true)
            {
                Directory.SetCurrentDirectory(requests.ReadString());
                string[] arguments = [.. Enumerable.Range(0, requests.ReadInt32()).Select(_ => requests.ReadString())];
                int code = Run(arguments);
                // The folder may be deleted.
                Directory.SetCurrentDirectory(Path.GetTempPath());
                replies.Write(code);
                replies.Write(output.Take());
                replies.Write(error.Take());
                replies.Flush();
            }
        }
        catch (EndOfStreamException)
        {
            Environment.Exit(0);
        }
    }

    private static int Run(string[] arguments)
    {
        try
        {
            return (int)Assembly.GetEntryAssembly()!.EntryPoint!.Invoke(null, BindingFlags.DoNotWrapExceptions, binder: null, [arguments], culture: null)!;
        }
#pragma warning disable CA1031 // as the runtime says it of a process that it ends
        catch (Exception defect)
#pragma warning restore CA1031
        {
            Console.Error.WriteLine($"Unhandled exception. {defect}");
            return 134;
        }
    }

    /// <summary>The tool keeps a stream that it has seen; what is written on it belongs to the run at hand.</summary>
    private sealed class Turn : TextWriter
    {
        private readonly StringBuilder _text = new();

        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value)
        {
            lock (_text)
                _text.Append(value);
        }

        public override void Write(string? value)
        {
            lock (_text)
                _text.Append(value);
        }

        public override void Write(char[] buffer, int index, int count)
        {
            lock (_text)
                _text.Append(buffer, index, count);
        }

        public string Take()
        {
            lock (_text)
            {
                string text = _text.ToString();
                _text.Clear();
                return text;
            }
        }
    }
}
