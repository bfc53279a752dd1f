using System;
using System.Collections.Generic;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FragApi.Cli.Checking;
using FragApi.Cli.Hosting;
using FragApi.Cli.Loading;
using FragApi.Cli.Surveying;

namespace FragApi.Cli.Commands;

/// <summary>What every verb that works on a code base takes: where it is, and how to load it.</summary>
internal sealed class CommonOptions
{
    private readonly Argument<string[]> _paths;
    private LoadRequest? _request;

    private static Argument<string[]> Paths() => new("PATH")
    {
        Description = "A .sln, .slnx, .slnf or .csproj, the .binlog of a build, a .cs file that is an app by itself, or a folder; a folder without projects is taken as loose files. Default: the current folder.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string[]> _bindings = new("--bindings") { Description = "One more binding file (FragApi.Bindings*.txt).", HelpName = "FILE", AllowMultipleArgumentsPerToken = false };
    private readonly Option<bool> _loose = new("--loose") { Description = "Take folders as folders of .cs files, whatever projects are in them; unresolved names are tolerated." };
    private readonly Option<string?> _configuration = new("--configuration", "-c") { Description = "Build configuration.", HelpName = "NAME" };
    private readonly Option<string[]> _properties = new("--property", "-p") { Description = "An MSBuild property for loading the projects.", HelpName = "NAME=VALUE", AllowMultipleArgumentsPerToken = false };
    private readonly Option<string[]> _maps = new("--map") { Description = "Where a folder of the machine that ran a logged build is on this one.", HelpName = "FROM=TO", AllowMultipleArgumentsPerToken = false };
    private readonly Option<string[]> _include = new("--include") { Description = "Only files that match, relative to the root; a folder stands for all that is in it.", HelpName = "GLOB", AllowMultipleArgumentsPerToken = false };
    private readonly Option<string[]> _exclude = new("--exclude") { Description = "No files that match.", HelpName = "GLOB", AllowMultipleArgumentsPerToken = false };
    private readonly Option<string[]> _rules = new("--rules") { Description = "Only these rules, separated by commas.", HelpName = "ID,...", AllowMultipleArgumentsPerToken = false };

    /// <summary>For those that bind no more than they have to, otherwise.</summary>
    public Option<bool> Full { get; } = new("--full") { Description = "Bind every file, and not only those in which names say that a rule may find something." };

    /// <summary>Adds them to a verb.</summary>
    /// <param name="command">The verb.</param>
    /// <param name="selects">Whether files and rules can be chosen.</param>
    /// <param name="paths">Where the paths stand, if the verb takes something else there as well.</param>
    public CommonOptions(Command command, bool selects, Argument<string[]>? paths = null)
    {
        _paths = paths ?? Paths();
        // An option that is spelled wrong would be taken for a path.
        _paths.Validators.Add(result =>
        {
            foreach (Token token in result.Tokens)
            {
                if (token.Value.StartsWith('-') && !Path.Exists(token.Value))
                    result.AddError(CommandLineErrors.UnknownOption(command, token.Value));
            }
        });
        command.Arguments.Add(_paths);
        if (selects)
        {
            command.Options.Add(_rules);
            command.Options.Add(_include);
            command.Options.Add(_exclude);
            command.Options.Add(Full);
        }

        command.Options.Add(_bindings);
        command.Options.Add(_loose);
        command.Options.Add(_configuration);
        command.Options.Add(_properties);
        command.Options.Add(_maps);
        command.Validators.Add(result =>
        {
            string[] given = result.GetValue(_paths) ?? [];
            if (result.GetResult(_maps) is not null && !given.Any(BuildLogs.IsOne))
                result.AddError($"{_maps.Name} says where the folders of a build log are: give a .binlog.");
            if (given.Length > 0 && given.All(BuildLogs.IsOne))
            {
                foreach (Option option in (Option[])[_configuration, _properties, _loose])
                {
                    if (result.GetResult(option) is { Implicit: false })
                        result.AddError($"{option.Name} is for loading projects; a build log is taken as it was built.");
                }
            }
        });
    }

    /// <summary>What is to be loaded; the same one each time, for a log is read once.</summary>
    public LoadRequest Request(ParseResult parsed)
    {
        string[] paths = parsed.GetValue(_paths) ?? [];
        return _request ??= new LoadRequest(
            paths.Length == 0 ? [Directory.GetCurrentDirectory()] : paths,
            parsed.GetValue(_bindings) ?? [], parsed.GetValue(_loose), parsed.GetValue(_configuration), parsed.GetValue(_properties) ?? [])
        {
            Maps = new PathMaps(parsed.GetValue(_maps) ?? []),
        };
    }

    /// <summary>
    /// What to type to go on with the same code base: the verb, and the paths and options of loading as they were given.
    /// </summary>
    public string Hint(ParseResult parsed, string verb, params IEnumerable<string> more) => string.Join(' ',
    [
        "fragapi", verb,
        .. (parsed.GetValue(_paths) ?? []).Select(CommandText.Quoted),
        .. (parsed.GetValue(_bindings) ?? []).Select(file => $"{_bindings.Name} {CommandText.Quoted(file)}"),
        .. parsed.GetValue(_loose) ? [_loose.Name] : Array.Empty<string>(),
        .. parsed.GetValue(_configuration) is string configuration ? [$"-c {CommandText.Quoted(configuration)}"] : Array.Empty<string>(),
        .. (parsed.GetValue(_properties) ?? []).Select(property => $"-p {CommandText.Quoted(property)}"),
        .. (parsed.GetValue(_maps) ?? []).Select(map => $"{_maps.Name} {CommandText.Quoted(map)}"),
        .. more,
    ]);

    /// <summary>How findings are asked for, for a report of a part.</summary>
    public ShardOptions Options(ParseResult parsed, string severity, string failOn) =>
        new([.. Ids(parsed.GetValue(_rules) ?? [])], parsed.GetValue(_include) ?? [], parsed.GetValue(_exclude) ?? [], severity, failOn);

    public Selection Selection(ParseResult parsed) =>
        new(parsed.GetValue(_include) ?? [], parsed.GetValue(_exclude) ?? [], [.. Ids(parsed.GetValue(_rules) ?? [])]) { BindsAll = parsed.GetValue(Full) };

    /// <summary>Loads what the command line names, and says what it is at on standard error.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="sources">Where files are read.</param>
    /// <param name="tolerant">Whether the verb can do with a part of it; else what cannot be loaded ends the run.</param>
    /// <param name="progress">Told of it.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <param name="shard">Which part of it; null for the whole.</param>
    /// <exception cref="ToolException">Something that is needed could not be loaded.</exception>
    public async Task<CodeBase> LoadAsync(ParseResult parsed, SourceStore sources, bool tolerant, IProgressSteps progress, CancellationToken cancellation, Shard? shard = null)
    {
        LoadRequest request = Request(parsed) with { Shard = shard };
        Workspace.Recover(request);
        progress.Step("loading", 0, 1);
        CodeBase code = await Loader.LoadAsync(request, sources, cancellation).ConfigureAwait(false);
        if (!tolerant && !code.Losses.IsEmpty)
            throw new ToolException(ExitCode.Failed, string.Join('\n', code.Losses));
        foreach (string note in code.IsLoose || code.Part is not null ? code.Notes : code.Notes.Concat(BindingFiles.NotRead(code.Root, [.. code.Projects])))
            progress.Note(note);
        foreach (string file in sources.Fallbacks)
            progress.Note($"{code.Relative(file)} is not in the encoding that it should be in; it is read as Latin-1, and its bytes are kept");
        return code;
    }

    private static IEnumerable<string> Ids(string[] lists)
    {
        foreach (string list in lists)
        {
            foreach (string id in list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
                yield return id;
        }
    }
}
