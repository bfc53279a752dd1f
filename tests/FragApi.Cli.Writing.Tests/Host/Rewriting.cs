using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;

namespace FragApi.Cli.Writing.Host;

/// <summary>The change that the host makes to a tree, known to host and tests alike.</summary>
internal static class Rewriting
{
    public const string Created = "created.cs";

    /// <summary>The files of a tree by relative path.</summary>
    public static SortedDictionary<string, string> Read(string root) =>
        new(Directory.GetFiles(root, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
            .ToDictionary(path => Path.GetRelativePath(root, path), path => Convert.ToBase64String(File.ReadAllBytes(path))), StringComparer.Ordinal);

    /// <summary>The tree afterwards.</summary>
    public static SortedDictionary<string, string> Apply(SortedDictionary<string, string> before)
    {
        SortedDictionary<string, string> after = new(StringComparer.Ordinal);
        foreach ((string path, string bytes) in before)
            after[path] = Convert.ToBase64String(After(Convert.FromBase64String(bytes)));
        after[Created] = Convert.ToBase64String(CreatedBytes);
        return after;
    }

    /// <summary>The changes that make the tree so.</summary>
    public static IReadOnlyList<FileChange> Changes(string root)
    {
        List<FileChange> changes = [new FileChange(Path.Combine(root, Created), null, CreatedBytes)];
        foreach ((string path, string bytes) in Read(root))
        {
            byte[] before = Convert.FromBase64String(bytes);
            changes.Add(new FileChange(Path.Combine(root, path), before, After(before)));
        }

        return changes;
    }

    private static byte[] CreatedBytes => Encoding.UTF8.GetBytes("// created\n");

    private static byte[] After(byte[] before) => [.. "// rewritten\n"u8, .. before];
}
