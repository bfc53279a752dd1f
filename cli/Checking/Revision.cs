using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using FragApi.Cli.Hosting;
using FragApi.Cli.Loading;
using FragApi.Cli.Writing;

namespace FragApi.Cli.Checking;

/// <summary>
/// The files of a revision, in a temporary folder of their own. Neither the work tree nor the repository is touched:
/// an index beside the repository's own is filled and checked out.
/// </summary>
internal sealed class Revision : IDisposable
{
    private readonly string _temporary;
    private readonly string _workTree;
    private readonly string _commit;

    private Revision(string name, string commit, string workTree)
    {
        Name = name;
        _commit = commit;
        _workTree = workTree;
        _temporary = Directory.CreateTempSubdirectory("fragapi-since-").FullName;
    }

    /// <summary>As the user calls it.</summary>
    public string Name { get; }

    /// <summary>Where its files are.</summary>
    public string Folder => Path.Combine(_temporary, "tree");

    /// <summary>Checks a revision out.</summary>
    /// <exception cref="ToolException">There is no work tree, no such revision, or git fails.</exception>
    public static Revision CheckOut(string root, string name)
    {
        string real = RealPath.Of(root);
        if (Git.WorkTreeOf(real) is not string workTree)
            throw new ToolException(ExitCode.Usage, $"--since {name}: {root} is in no git work tree.");
        GitAnswer found = Git.Ask(workTree, ["rev-parse", "--verify", "--quiet", "--end-of-options", name + "^{commit}"]);
        if (found.ExitCode is null)
            throw new ToolException(ExitCode.Failed, $"--since {name}: {found.Problem}.");
        if (found.ExitCode != 0)
        {
            throw new ToolException(ExitCode.Usage, Git.Ask(workTree, ["rev-parse", "--is-shallow-repository"]).Text == "true"
                ? $"--since {name}: {workTree} is a shallow clone, and has no such revision. Fetch it first: 'git fetch --depth=1 origin {name}', or 'git fetch --unshallow' (in a pipeline, fetch with full depth)."
                : $"--since {name}: {workTree} has no such revision.");
        }

        Revision revision = new(name, found.Text, workTree);
        try
        {
            Directory.CreateDirectory(revision.Folder);
            string index = Path.Combine(revision._temporary, "index");
            foreach (string[] command in (string[][])[["read-tree", revision._commit], ["checkout-index", "--all", "--force", "--quiet", $"--prefix={revision.Folder}/"]])
            {
                if (Git.Ask(workTree, command, index).Problem is string problem)
                    throw new ToolException(ExitCode.Failed, $"--since {name}: its files could not be had: {problem}.");
            }

            return revision;
        }
        catch
        {
            revision.Dispose();
            throw;
        }
    }

    /// <summary>What was asked for, as it was then; null when one of the paths was not there.</summary>
    /// <exception cref="ToolException">A path lies outside of the work tree.</exception>
    public LoadRequest? Then(LoadRequest now)
    {
        List<string> paths = [];
        foreach (string path in now.Paths)
        {
            if (BuildLogs.IsOne(path))
                throw new ToolException(ExitCode.Usage, $"--since {Name}: {path} is the log of one build, and the revision has none. Give the solution, or hold the log against a --baseline.");
            string then = Then(path) ?? throw new ToolException(ExitCode.Usage, $"--since {Name}: {path} is outside of the work tree {_workTree}.");
            if (!Path.Exists(then))
                return null;
            paths.Add(then);
        }

        // A binding file that came later says of the old code what it says of the new.
        return now with { Paths = paths, Bindings = [.. now.Bindings.Select(path => Then(path) is string then && File.Exists(then) ? then : Path.GetFullPath(path))] };
    }

    private string? Then(string path)
    {
        string real = RealPath.Of(Path.GetFullPath(path));
        return RealPath.IsUnder(real, _workTree) ? Path.GetFullPath(Path.Combine(Folder, Path.GetRelativePath(_workTree, real))) : null;
    }

    /// <summary>Which files have another name since then, by git's own judgement: old and new path, relative to a folder.</summary>
    public IReadOnlyDictionary<string, string> Renames(string root)
    {
        GitAnswer answer = Git.Ask(_workTree, ["diff", "--name-status", "-z", "-M", "--diff-filter=R", "--no-ext-diff", "--no-textconv", _commit, "--"]);
        string[] parts = Encoding.UTF8.GetString(answer.Output).Split('\0');
        Dictionary<string, string> renames = new(StringComparer.Ordinal);
        for (int index = 0; index + 2 < parts.Length; index += 3)
            renames.TryAdd(Relative(parts[index + 1]), Relative(parts[index + 2]));
        return renames;

        string Relative(string path) => Path.GetRelativePath(RealPath.Of(root), Path.Combine(_workTree, path)).Replace('\\', '/');
    }

    /// <summary>A message about the old files, for a reader who does not know where they lie.</summary>
    public string Named(string message) => message.Replace(Folder + Path.DirectorySeparatorChar, Name + ":", StringComparison.Ordinal).Replace(Folder, Name, StringComparison.Ordinal);

    public void Dispose()
    {
        try
        {
            Directory.Delete(_temporary, recursive: true);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // It is in the folder for temporary files.
        }
    }
}
