using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using FragApi.Cli.Hosting;
using FragApi.Cli.Loading;
using FragApi.Cli.Surveying;
using FragApi.CodeFixes;
using Microsoft.CodeAnalysis;

namespace FragApi.Cli.Converting;

/// <summary>
/// Plans the conversion of a code base. Each file is converted once, whatever number of target frameworks and projects
/// compile it; what no longer compiles in any of them is backed out, site by site.
/// </summary>
internal sealed class Conversion
{
    /// <summary>How often sites may be backed out before all of the files in question are: each round costs a compilation.</summary>
    private const int MostRounds = 8;

    private readonly CodeBase _code;
    private readonly Candidates _candidates;
    private readonly Selection _selection;
    private readonly CancellationToken _cancellation;
    private readonly Dictionary<string, FileSites> _files = new(StringComparer.Ordinal);
    private readonly List<string> _losses = [];

    private Conversion(CodeBase code, Selection selection, CancellationToken cancellation)
    {
        _code = code;
        _candidates = Candidates.Of(code, selection.BindsAll, _ => false, withOwnership: false, cancellation);
        _selection = selection;
        _cancellation = cancellation;
    }

    /// <exception cref="ToolException">A project does not compile as it is.</exception>
    public static async Task<Plan> PlanAsync(CodeBase code, Selection selection, IProgressSteps progress, CancellationToken cancellation)
    {
        Conversion conversion = new(code, selection, cancellation);
        await conversion.SurveyAsync(progress).ConfigureAwait(false);
        Dictionary<string, Rendered> rendered = conversion.Settle(progress);
        return new Plan(conversion._files.Values.SelectMany(file => file.Plan(rendered.GetValueOrDefault(file.Path))), rendered.Values.Where(file => !file.Changes.IsEmpty).Select(file => file.ToChangedFile()), conversion._losses.Distinct(), conversion._files.Values.SelectMany(file => file.Waiting())) { Unbound = conversion._candidates.Remark };
    }

    private async Task SurveyAsync(IProgressSteps progress)
    {
        List<LoadedProject> projects = [.. _code.Requested];
        // What one framework has something in, all have a say in.
        HashSet<string> bound = [.. projects.SelectMany(_candidates.In).Select(tree => tree.FilePath)];
        for (int index = 0; index < projects.Count; index++)
        {
            LoadedProject project = projects[index];
            progress.Step($"looking at {project.Name}", index, projects.Count);
            (IReadOnlyDictionary<SyntaxTree, TreeSurvey> trees, ImmutableArray<Diagnostic> bindings, ImmutableArray<Mishap> mishaps) = await Survey.OfAsync(project, _candidates, _cancellation).ConfigureAwait(false);
            foreach (Diagnostic binding in bindings)
                progress.Note(CompilerText.Of(binding, _code));
            foreach (SyntaxTree tree in project.Sources.Where(tree => bound.Contains(tree.FilePath)))
                FileOf(tree).Add(project, tree, trees.GetValueOrDefault(tree));
            foreach (Mishap mishap in mishaps)
            {
                _losses.Add(mishap.Text.Replace(_code.Root + Path.DirectorySeparatorChar, "", StringComparison.Ordinal));
                // Nobody can say what else this project would have had to say of its files.
                foreach (SyntaxTree tree in _candidates.In(project).Where(tree => mishap.Path is null || tree.FilePath == mishap.Path))
                    FileOf(tree).IsLost = true;
            }
        }

        foreach (FileSites file in _files.Values)
            file.Decide(_selection.Takes(_code.Relative(file.Path)) ? null : "not selected (--include, --exclude)", _selection);
    }

    private FileSites FileOf(SyntaxTree tree)
    {
        if (!_files.TryGetValue(tree.FilePath, out FileSites? file))
            _files.Add(tree.FilePath, file = new FileSites(tree.FilePath, tree.GetText(_cancellation)));
        return file;
    }

    /// <summary>Renders, compiles, and backs out until nothing is worse than before.</summary>
    private Dictionary<string, Rendered> Settle(IProgressSteps progress)
    {
        for (int round = 0; ; round++)
        {
            Dictionary<string, Rendered> rendered = _files.Values.Where(file => file.HasConversions)
                .AsParallel().WithCancellation(_cancellation)
                .Select(file => file.Render(_cancellation))
                .ToDictionary(file => file.Path, StringComparer.Ordinal);
            progress.Step(round == 0 ? "compiling the result" : $"compiling without what does not compile ({round})", 0, 1);
            List<(LoadedProject Project, List<Diagnostic> Problems)> worse = Compile(_code.OneByOne(rendered.ToDictionary(file => file.Key, file => file.Value.Text, StringComparer.Ordinal)));
            if (worse.Count == 0)
                return rendered;
            foreach ((LoadedProject project, List<Diagnostic> problems) in worse)
                BackOut(project, problems, wholly: round >= MostRounds);
        }
    }

    /// <summary>The problems that each project has in the changed code base and not in the loaded one.</summary>
    private List<(LoadedProject Project, List<Diagnostic> Problems)> Compile(IEnumerable<LoadedProject> changed)
    {
        List<(LoadedProject, List<Diagnostic>)> worse = [];
        foreach ((LoadedProject before, LoadedProject after) in _code.Projects.Zip(changed))
        {
            if (!before.IsRequested)
                continue;
            List<Diagnostic> problems = ProblemsOf(before, after, out bool wasLeft);
            if (wasLeft)
                worse.Add((before, []));
            if (problems.Count == 0)
                continue;
            List<Diagnostic> old = ProblemsOf(before, before, out _);
            if (!_code.IsLoose && old.Exists(problem => problem.Severity == DiagnosticSeverity.Error))
            {
                if (old.Exists(problem => IsInTheWay(before, problem)))
                    throw new ToolException(ExitCode.Failed, CompilerText.DoesNotCompile(before, old, _code));
                _losses.Add(CompilerText.DoesNotCompile(before, old, _code, "what has to do with a fragment does, and was converted"));
            }

            problems = Problems.New(problems, old);
            if (problems.Count > 0)
                worse.Add((before, problems));
        }

        return worse;
    }

    private bool IsInTheWay(LoadedProject project, Diagnostic problem) =>
        problem.Severity == DiagnosticSeverity.Error && (CompilerErrors.IsSyntax(problem) || problem.Location.SourceTree is SyntaxTree tree && _candidates.Concerns(project, tree));

    /// <summary>What the compiler has to say; a file that it fails over is left as it was.</summary>
    /// <param name="before">The project as it was loaded.</param>
    /// <param name="project">The same, or what has become of it: a conversion changes no declaration, so that no other file sees it.</param>
    /// <param name="wasLeft">Something was, and the result has to be compiled without it.</param>
    private List<Diagnostic> ProblemsOf(LoadedProject before, LoadedProject project, out bool wasLeft)
    {
        wasLeft = false;
        try
        {
            // The first of a file is named as the reason. The compiler tells them in any order.
            return [.. CompilerErrors.In(project, _candidates.PathsIn(before), _cancellation).Where(Problems.IsOne)
                .OrderBy(problem => problem.Location.SourceSpan.Start).ThenBy(problem => problem.Id, StringComparer.Ordinal)];
        }
        catch (Exception problem) when (Mishap.Is(problem, _cancellation))
        {
            List<Diagnostic> problems = [];
            foreach (SyntaxTree tree in project.Compilation.SyntaxTrees)
            {
                try
                {
                    problems.AddRange(project.Compilation.GetSemanticModel(tree).GetDiagnostics(cancellationToken: _cancellation).Where(Problems.IsOne));
                }
                catch (Exception inFile) when (Mishap.Is(inFile, _cancellation))
                {
                    _losses.Add(Mishap.Of(_code.Relative(tree.FilePath), inFile).Text);
                    if (_files.TryGetValue(tree.FilePath, out FileSites? file) && file.HasConversions)
                    {
                        file.BackOutAll("nobody can tell whether it would compile: the compiler fails over this file");
                        wasLeft = true;
                    }
                }
            }

            return problems;
        }
    }

    private void BackOut(LoadedProject project, List<Diagnostic> problems, bool wholly)
    {
        if (problems.Count == 0)
            return;
        bool found = false;
        foreach (IGrouping<string?, Diagnostic> inFile in problems.GroupBy(problem => problem.Location.SourceTree?.FilePath))
        {
            if (inFile.Key is string path && _files.TryGetValue(path, out FileSites? file) && file.HasConversions)
                found |= file.BackOut(project, inFile.First(), wholly, _cancellation);
        }

        if (found)
            return;
        // The cause lies in another file than the error: nothing of what this project compiles, or refers to, can be vouched for.
        HashSet<LoadedProject> reachable = [.. _code.Projects.Where(other => other == project || project.Compilation.References.OfType<CompilationReference>().Any(reference => reference.Compilation == other.Compilation))];
        foreach (FileSites file in _files.Values.Where(file => file.HasConversions && (wholly || file.Projects.Any(reachable.Contains))))
            file.BackOutAll(problems[0]);
    }
}
