using System;
using System.Collections;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using FragApi.Cli.Hosting;
using Microsoft.Build.Framework;
using Microsoft.Build.Logging.StructuredLogger;
using Microsoft.CodeAnalysis.CSharp;

namespace FragApi.Cli.Loading;

/// <summary>
/// Reads one log, event by event: which projects there were, what they called which compiler with, and which came to none.
/// Nothing but this file knows the library, so that it is loaded where a log is given, and nowhere else.
/// </summary>
internal sealed partial class BuildLogReader
{
    /// <summary>What a project's evaluation says that is asked for here.</summary>
    private static readonly string[] s_properties = ["TargetFramework", "Language", "TargetPath", "TargetRefPath", "BaseIntermediateOutputPath", "FragApiBindings", "IsCrossTargetingBuild"];

    private static readonly HashSet<BinaryLogRecordKind> s_kinds =
    [
        BinaryLogRecordKind.BuildFinished, BinaryLogRecordKind.ProjectStarted, BinaryLogRecordKind.ProjectFinished, BinaryLogRecordKind.ProjectEvaluationFinished,
        BinaryLogRecordKind.TaskStarted, BinaryLogRecordKind.TaskFinished, BinaryLogRecordKind.TaskCommandLine, BinaryLogRecordKind.TaskParameter,
        BinaryLogRecordKind.TargetSkipped, BinaryLogRecordKind.Error,
    ];

    private static readonly string[] s_solutions = [".sln", ".slnx", ".slnf"];

    /// <summary>The compilers' tasks, and the languages that they compile.</summary>
    private static readonly Dictionary<string, string> s_compilers = new(StringComparer.Ordinal) { ["Csc"] = "C#", ["Vbc"] = "VB", ["Fsc"] = "F#" };

    private readonly string _path;
    private readonly PathMaps _maps;
    private readonly Dictionary<int, Evaluation> _evaluations = [];
    private readonly Dictionary<int, Project> _projects = [];
    private readonly Dictionary<(int Project, int Task), LoggedTask> _tasks = [];
    private readonly Dictionary<string, Asked> _roots = new(StringComparer.Ordinal);
    private readonly HashSet<string> _ofSolutions = new(StringComparer.Ordinal);
    private readonly List<(string? Project, string Text)> _errors = [];
    private readonly List<RequestedProject> _compiled = [];
    private readonly List<UncompiledProject> _uncompiled = [];
    private readonly List<UncompiledProject> _failed = [];
    private bool _isWhole;
    private int _events;

    private BuildLogReader(string path, PathMaps maps)
    {
        _path = path;
        _maps = maps;
    }

    /// <summary>The folder of what was built.</summary>
    public string Root => _roots.Count > 0 ? _roots.Keys.Select(file => Path.GetDirectoryName(file)!).Aggregate(LoadRequest.Common) : Path.GetDirectoryName(Path.GetFullPath(_path))!;

    /// <summary>The calls of the C# compiler, in their order.</summary>
    public List<CompilerCall> Calls { get; } = [];

    /// <summary>The projects that the build was asked for and that called a compiler; others were only referred to.</summary>
    public IEnumerable<RequestedProject> Requested => _compiled.Where(project => WasAskedFor(project.Project));

    /// <summary>Those that it was asked for and that called none.</summary>
    public IEnumerable<UncompiledProject> Uncompiled => _uncompiled.Where(project => WasAskedFor(project.Project));

    public List<string> Losses { get; } = [];

    /// <summary>What tasks wrote for the compiler, by path.</summary>
    public Dictionary<string, byte[]> Files { get; } = new(StringComparer.Ordinal);

    /// <summary>Sources that the log has as they were compiled, by path.</summary>
    public Dictionary<string, byte[]> Embedded { get; } = new(StringComparer.Ordinal);

    /// <exception cref="ToolException">It is not there, no log, or of paths that are nowhere on this machine.</exception>
    public static BuildLogReader Read(string path, PathMaps maps)
    {
        if (!File.Exists(path))
            throw new ToolException(ExitCode.Usage, $"{path}: there is no such file or folder.");
        BuildLogReader log = new(path, maps);
        log.Read();
        return log;
    }

    private void Read()
    {
        BinLogReader reader = new() { EventFilter = record => s_kinds.Contains(record.RecordKind) };
        Exception? broken = null;
        ToolException? refused = null;
        byte[]? archive = null;
        reader.OnException += problem => broken = problem;
        reader.OnBlobRead += (kind, bytes) => archive = kind == BinaryLogRecordKind.ProjectImportArchive ? bytes : archive;
        reader.AnyEventRaised += (_, logged) =>
        {
            try
            {
                if (refused is null)
                    Take(logged);
            }
            catch (ToolException problem)
            {
                // The reader would wrap it.
                refused = problem;
            }
        };
        try
        {
            reader.Replay(_path);
        }
#pragma warning disable CA1031 // whatever the bytes are: that they are no log is no defect
        catch (Exception problem)
#pragma warning restore CA1031
        {
            broken = problem;
        }

        if (refused is not null)
            throw refused;
        if (_events == 0)
            throw new ToolException(ExitCode.Usage, $"{_path}: this is no build log that can be read{(broken is NotSupportedException or UnauthorizedAccessException or (IOException and not EndOfStreamException) ? $" ({broken.Message.ReplaceLineEndings(" ").Trim()})" : "")}. Give what 'dotnet build -bl' wrote.");
        if (archive is not null)
            ReadArchive(archive);
        _uncompiled.AddRange(_failed.Select(project => project with { Why = Why(project) }));
        if (!_isWhole)
            Losses.Add($"{_path} ends in the middle: the build, or a copy of its log, was broken off{(broken is null ? "" : $" ({broken.Message.ReplaceLineEndings(" ").Trim()})")}. What its projects came to after that is not known; log the build again.");
        else if (Calls.Count + _uncompiled.Count == 0)
            throw new ToolException(ExitCode.Usage, $"{_path}: no C# compiler was called in this build{(_errors.Count > 0 ? $", which failed: {_errors[0].Text}" : "")}. Log a whole build: dotnet build --no-incremental -bl");
    }

    private string Why(UncompiledProject project)
    {
        IEnumerable<string> errors = _errors.Where(error => error.Project == project.Project).Concat(_errors).Select(error => error.Text).Distinct().Take(1);
        return project.Why + string.Concat(errors.Select(error => ": " + error));
    }

    private void Take(BuildEventArgs logged)
    {
        _events++;
        int id = logged.BuildEventContext?.ProjectContextId ?? BuildEventContext.InvalidProjectContextId;
        int task = logged.BuildEventContext?.TaskId ?? BuildEventContext.InvalidTaskId;
        switch (logged)
        {
            case ProjectEvaluationFinishedEventArgs evaluation:
                _evaluations[logged.BuildEventContext!.EvaluationId] = Evaluation.Of(evaluation.Properties, evaluation.Items);
                break;
            case ProjectStartedEventArgs { ProjectFile: { Length: > 0 } file } started:
                Start(id, file, started);
                break;
            case ProjectFinishedEventArgs { Succeeded: false } when _projects.TryGetValue(id, out Project? failed) && failed is { Language: "C#", IsRestore: false }:
                _failed.Add(new UncompiledProject(failed.File, failed.Framework, "its build failed before the compiler was called"));
                break;
            case TaskStartedEventArgs started when LoggedFiles.Tasks.Contains(started.TaskName):
                _tasks[(id, task)] = new LoggedTask(started.TaskName);
                break;
            case TaskParameterEventArgs { Kind: TaskParameterMessageKind.TaskInput } parameter when _tasks.TryGetValue((id, task), out LoggedTask? known):
                known.Add(parameter.ParameterName ?? parameter.ItemType, [.. parameter.Items.OfType<ITaskItem>().Select(ToItem)]);
                break;
            case TaskFinishedEventArgs when _tasks.Remove((id, task), out LoggedTask? finished) && _projects.TryGetValue(id, out Project? writer):
                Keep(finished, writer);
                break;
            case TaskCommandLineEventArgs line when s_compilers.TryGetValue(line.TaskName, out string? language) && _projects.TryGetValue(id, out Project? caller):
                Call(caller, language, line);
                break;
            case TargetSkippedEventArgs { TargetName: "CoreCompile", SkipReason: TargetSkipReason.OutputsUpToDate } when _projects.TryGetValue(id, out Project? skipped) && skipped.Language == "C#":
                _uncompiled.Add(new UncompiledProject(skipped.File, skipped.Framework, $"its outputs were up to date, and its compiler was not called in {Path.GetFileName(_path)}. Log a build with --no-incremental."));
                break;
            case BuildErrorEventArgs error:
                _errors.Add((error.ProjectFile is { Length: > 0 } origin ? Here(origin) : null, $"{error.Code}{(error.Code is { Length: > 0 } ? ": " : "")}{error.Message}"));
                break;
            case BuildFinishedEventArgs:
                _isWhole = true;
                break;
        }
    }

    private void Start(int id, string file, ProjectStartedEventArgs started)
    {
        bool ofWindows = PathMaps.IsOfWindows(file);
        string here = Named(_maps.Here(file, ofWindows));
        if (!Path.IsPathFullyQualified(here))
            throw new ToolException(ExitCode.Usage, $"{_path}: it was built at {file}, which is no path of this machine. Say where that is here, and where the packages are: --map '{file[..Math.Max(file.LastIndexOfAny(['/', '\\']), 0)]}=FOLDER'");
        Evaluation evaluation = _evaluations.GetValueOrDefault(started.BuildEventContext?.EvaluationId ?? BuildEventContext.InvalidEvaluationId) ?? Evaluation.Of(started.Properties, started.Items);
        IDictionary<string, string> global = started.GlobalProperties ?? new Dictionary<string, string>();
        string framework = evaluation.Value("TargetFramework") is { Length: > 0 } evaluated ? evaluated : global.TryGetValue("TargetFramework", out string? given) ? given : "";
        // The outer build of several frameworks has no language.
        string language = evaluation.IsEmpty && here.EndsWith(".csproj", StringComparison.OrdinalIgnoreCase) ? "C#" : evaluation.Value("Language");
        Project project = new(here, framework, language, global.ContainsKey("MSBuildIsRestoring"), ofWindows, evaluation);
        _projects[id] = project;
        if (global.TryGetValue("CurrentSolutionConfigurationContents", out string? solution))
            _ofSolutions.UnionWith(InSolution().Matches(solution).Select(match => _maps.Here(WebUtility.HtmlDecode(match.Groups["path"].Value), ofWindows)));
        if (!project.IsRestore && started.ParentProjectBuildEventContext is null or { ProjectContextId: BuildEventContext.InvalidProjectContextId })
            _roots[here] = s_solutions.Contains(Path.GetExtension(here)) ? Asked.Listed : language.Length > 0 || evaluation.Value("IsCrossTargetingBuild") == "true" ? Asked.Itself : Asked.All;
    }

    /// <summary>A solution asks for what it lists, a project for itself, and one that only builds others for all of them.</summary>
    private bool WasAskedFor(string project) => _roots.Any(root => root.Value switch
    {
        Asked.Listed => _ofSolutions.Contains(project),
        Asked.Itself => root.Key == project,
        _ => true,
    });

    /// <summary>A file-based app is called by its file, not by the project in memory.</summary>
    private static string Named(string project) => project.EndsWith(".cs.csproj", StringComparison.Ordinal) && !File.Exists(project) ? project[..^".csproj".Length] : project;

    private void Call(Project project, string language, TaskCommandLineEventArgs line)
    {
        RequestedProject requested = new(project.File, project.Framework, language);
        if (!_compiled.Contains(requested))
            _compiled.Add(requested);
        if (language != "C#")
            return;
        ImmutableArray<string> arguments = CompilerLine.Arguments(line.CommandLine, path => _maps.Here(path, project.OfWindows));
        CSharpCommandLineArguments parsed = CSharpCommandLineParser.Default.Parse(arguments, project.Folder, sdkDirectory: null);
        string built = parsed.OutputFileName is null ? "" : parsed.GetOutputFilePath(parsed.OutputFileName);
        string intermediate = Full(project, project.Evaluation.Value("BaseIntermediateOutputPath"));
        string bindings = project.Evaluation.Value("FragApiBindings");
        Calls.Add(new CompilerCall(
            project.File,
            project.Framework,
            [.. ((string[])[Full(project, project.Evaluation.Value("TargetPath")), Full(project, project.Evaluation.Value("TargetRefPath")), built, parsed.OutputRefFilePath ?? ""]).Where(path => path.Length > 0).Distinct()],
            built,
            Path.TrimEndingDirectorySeparator(intermediate.Length > 0 ? intermediate : Path.Combine(project.Folder, "obj")) + Path.DirectorySeparatorChar,
            [
                .. project.Evaluation.Bindings.Concat(bindings.Split(';', StringSplitOptions.RemoveEmptyEntries)).Select(path => Full(project, path))
                    .Concat(Directory.Exists(project.Folder) ? Directory.EnumerateFiles(project.Folder, "FragApi.Bindings*.txt").Order(StringComparer.Ordinal) : []).Distinct(),
            ],
            arguments)
        {
            Compiled = line.Timestamp.ToUniversalTime(),
        });
    }

    private void Keep(LoggedTask task, Project project)
    {
        if (LoggedFiles.Of(task, path => Full(project, path)) is (string path, string text) && Path.GetExtension(path) is ".cs" or ".editorconfig" or ".globalconfig")
            Files[Full(project, path)] = Encoding.UTF8.GetBytes(text);
    }

    private static LoggedItem ToItem(ITaskItem item) =>
        new(item.ItemSpec, item.MetadataNames.Cast<string>().ToDictionary(name => name, item.GetMetadata, StringComparer.OrdinalIgnoreCase));

    private string Here(string path) => _maps.Here(path, PathMaps.IsOfWindows(path));

    /// <summary>A path that the project's build gave, on this machine; empty where it gave none.</summary>
    private string Full(Project project, string path)
    {
        if (path.Length == 0)
            return "";
        // MSBuild takes both slashes for one, wherever it runs.
        string here = _maps.Here(path, project.OfWindows);
        return Path.GetFullPath(OperatingSystem.IsWindows() ? here : here.Replace('\\', '/'), project.Folder);
    }

    /// <summary>The files that the log has in it: those that builds are told to put there, beside the projects'.</summary>
    private void ReadArchive(byte[] archive)
    {
        HashSet<string> sources = new(StringComparer.Ordinal);
        foreach (CompilerCall call in Calls)
        {
            string folder = Path.GetDirectoryName(call.Project)!;
            sources.UnionWith(CSharpCommandLineParser.Default.Parse(call.Arguments, folder, sdkDirectory: null).SourceFiles.Select(source => Path.GetFullPath(source.Path, folder)));
        }

        try
        {
            using ZipArchive zip = new(new MemoryStream(archive), ZipArchiveMode.Read);
            foreach (ZipArchiveEntry entry in zip.Entries.Where(entry => entry.FullName.EndsWith(".cs", StringComparison.OrdinalIgnoreCase)))
            {
                if (sources.Contains(Here(Original(entry.FullName))))
                    Embedded[Here(Original(entry.FullName))] = Bytes(entry);
            }
        }
        catch (Exception problem) when (problem is InvalidDataException or IOException or NotSupportedException)
        {
            // Cut short; the sources are on disk.
        }
    }

    /// <summary>Entries have no colon behind the drive, and backslashes wherever they come from.</summary>
    private static string Original(string entry) =>
        entry is [var drive, '\\' or '/', ..] && char.IsAsciiLetterUpper(drive) ? drive + ":" + entry[1..]
        : entry.StartsWith(@"\\", StringComparison.Ordinal) ? entry
        : "/" + entry.TrimStart('/', '\\').Replace('\\', '/');

    private static byte[] Bytes(ZipArchiveEntry entry)
    {
        using MemoryStream bytes = new();
        using Stream stream = entry.Open();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    [GeneratedRegex(@"AbsolutePath=""(?<path>[^""]+)""[^>]*BuildProjectInSolution=""True""")]
    private static partial Regex InSolution();

    /// <summary>What a build is asked for by what it is given.</summary>
    private enum Asked
    {
        All,
        Listed,
        Itself,
    }

    /// <summary>A project, built with some properties.</summary>
    private sealed record Project(string File, string Framework, string Language, bool IsRestore, bool OfWindows, Evaluation Evaluation)
    {
        public string Folder { get; } = Path.GetDirectoryName(File)!;
    }

    private sealed record Evaluation(IReadOnlyDictionary<string, string> Properties, ImmutableArray<string> Bindings)
    {
        public bool IsEmpty => Properties.Count == 0;

        public string Value(string name) => Properties.GetValueOrDefault(name, "");

        public static Evaluation Of(IEnumerable? properties, IEnumerable? items)
        {
            Dictionary<string, string> values = new(StringComparer.OrdinalIgnoreCase);
            foreach ((string name, object? value) in Pairs(properties))
            {
                if (s_properties.Contains(name, StringComparer.OrdinalIgnoreCase))
                    values[name] = value as string ?? "";
            }

            return new Evaluation(values, [.. Pairs(items).Where(item => item.Name == "FragApiBindings").Select(item => item.Value).OfType<ITaskItem>().Select(item => item.ItemSpec)]);
        }

        private static IEnumerable<(string Name, object? Value)> Pairs(IEnumerable? pairs)
        {
            foreach (object? pair in pairs ?? Array.Empty<object>())
            {
                if (pair is DictionaryEntry { Key: string name } entry)
                    yield return (name, entry.Value);
                else if (pair is KeyValuePair<string, string> property)
                    yield return (property.Key, property.Value);
            }
        }
    }
}
