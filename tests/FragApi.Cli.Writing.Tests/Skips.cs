using System;
using System.Diagnostics;
using System.IO;
using Xunit;

namespace FragApi.Cli.Writing.Tests;

/// <summary>A test that needs Linux.</summary>
internal sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute()
    {
        if (!OperatingSystem.IsLinux())
            Skip = "processes and their command lines are looked up in /proc";
    }
}

/// <summary>A test that needs Unix file modes and links.</summary>
internal sealed class UnixFactAttribute : FactAttribute
{
    public UnixFactAttribute()
    {
        if (OperatingSystem.IsWindows())
            Skip = "Unix file modes and links";
    }
}

/// <summary>A test that mounts a small file system.</summary>
internal sealed class MountFactAttribute : FactAttribute
{
    public MountFactAttribute()
    {
        if (!Tool.CanMount)
            Skip = "mounting a tmpfs is not allowed here";
    }
}

/// <summary>A test that makes a file immutable.</summary>
internal sealed class ImmutableFactAttribute : FactAttribute
{
    public ImmutableFactAttribute()
    {
        if (!Tool.CanMakeImmutable)
            Skip = "chattr +i is not allowed here";
    }
}

/// <summary>Programs of the system, and what they may do here.</summary>
internal static class Tool
{
    public static bool CanMount { get; } = TryWithFolder(folder => Run("mount", "-t", "tmpfs", "-o", "size=64k", "none", folder) == 0 && Run("umount", folder) == 0);

    public static bool CanMakeImmutable { get; } = TryWithFolder(folder =>
    {
        string file = Path.Combine(folder, "file");
        File.WriteAllText(file, "");
        bool can = Run("chattr", "+i", file) == 0;
        _ = Run("chattr", "-i", file);
        return can;
    });

    public static int Run(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        using Process process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        _ = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode;
    }

    private static bool TryWithFolder(Func<string, bool> attempt)
    {
        string folder = Directory.CreateTempSubdirectory("fragapi").FullName;
        try
        {
            return OperatingSystem.IsLinux() && attempt(folder);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
