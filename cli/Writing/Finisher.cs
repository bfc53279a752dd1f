using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;

namespace FragApi.Cli.Writing;

/// <summary>
/// A second process of the same program that stands by during a write, in a session of its own so that what kills the
/// writer does not reach it. When the pipe from the writer ends without a word, the writer is dead: it settles the write.
/// </summary>
internal static class Finisher
{
    /// <summary>The hidden first argument; the root folder and the journal's id follow.</summary>
    public const string Argument = "--finish-write";

    /// <summary>What it says when it stands by.</summary>
    public const string Ready = "ready";

    /// <summary>What it is told when the writer has ended by itself.</summary>
    public const byte NotNeeded = (byte)'.';

    /// <summary>
    /// For the very beginning of the program: null when this is an ordinary run, else the exit code to end with.
    /// </summary>
    /// <param name="arguments">The program's arguments.</param>
    /// <param name="before">Called before each step. For tests.</param>
    public static int? Run(IReadOnlyList<string> arguments, Action<WriteStep, string>? before = null)
    {
        if (arguments.Count != 3 || arguments[0] != Argument)
            return null;
        List<PosixSignalRegistration> ignored = [];
        foreach (PosixSignal signal in (PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT])
            ignored.Add(PosixSignalRegistration.Create(signal, context => context.Cancel = true));
        try
        {
            Native.LeaveSession();
            if (IsWriterDead())
                FileTransaction.Finish(arguments[1], arguments[2], before ?? ((_, _) => { }));
            return 0;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or WriteFailedException)
        {
            // Nobody listens any more; the journal is still there, and the next run says what is wrong.
            return 3;
        }
        finally
        {
            ignored.ForEach(registration => registration.Dispose());
        }
    }

    private static bool IsWriterDead()
    {
        try
        {
            using Stream output = Console.OpenStandardOutput();
            output.Write("ready\n"u8);
            output.Flush();
        }
        catch (IOException)
        {
            return true;
        }

        using Stream input = Console.OpenStandardInput();
        return input.ReadByte() != NotNeeded;
    }
}
