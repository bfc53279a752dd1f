using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Threading;
using FragApi.Cli.Hosting;
using FragApi.Cli.Loading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Cli.Sealing;

/// <summary>
/// Where the opaque type lives, for each project that writes it: in one project, where those that need it refer to each
/// other, which makes the others its friends. Two types of one name would leave it to the compiler's warning which is meant.
/// </summary>
internal sealed class Homes
{
    private readonly CodeBase _code;
    private readonly Dictionary<string, string> _homes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SortedSet<string>> _friends = new(StringComparer.Ordinal);
    private readonly HashSet<string> _public = new(StringComparer.Ordinal);
    private readonly List<(string Project, string Path, string Text)> _added = [];
    private readonly Dictionary<string, SourceText> _changed = new(StringComparer.Ordinal);

    private Homes(CodeBase code) => _code = code;

    /// <summary>The files that have to be there in addition.</summary>
    public IEnumerable<(string Path, string Text)> Added => _added.Select(file => (file.Path, file.Text));

    /// <summary>The files, of an earlier sealing, that get another friend.</summary>
    public IReadOnlyDictionary<string, SourceText> Changed => _changed;

    /// <summary>The projects, by their files, that see more of another than before.</summary>
    public HashSet<string> NewFriends { get; } = new(StringComparer.Ordinal);

    /// <summary>Why what a project declares cannot be sealed; by the project's file.</summary>
    public Dictionary<string, string> Refused { get; } = new(StringComparer.Ordinal);

    /// <param name="code">As it is on disk.</param>
    /// <param name="open">The members that are to be sealed.</param>
    /// <param name="needs">Whether a project writes the type, to seal or to open.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="ToolException">A file is in the way.</exception>
    public static Homes Of(CodeBase code, IReadOnlyCollection<(LoadedProject Project, PageMember Member)> open, Func<LoadedProject, bool> needs, CancellationToken cancellation)
    {
        Homes homes = new(code);
        // Each project comes behind those that it refers to.
        foreach (IGrouping<string, LoadedProject> project in code.Requested.Where(needs).GroupBy(project => project.FilePath))
            homes.Choose([.. project]);
        foreach ((LoadedProject project, PageMember member) in open.Where(found => found.Member.IsVisibleOutside && homes._homes.ContainsKey(found.Project.FilePath)))
            homes._public.Add(homes._homes[project.FilePath]);
        foreach (string home in homes._homes.Values.Distinct().ToList())
            homes.Write(home, open, cancellation);
        return homes;
    }

    /// <summary>The code base with the added and the changed files.</summary>
    public CodeBase AddTo(CodeBase code)
    {
        CodeBase changed = _changed.Count == 0 ? code : code.With(_changed);
        return _added.Count == 0 ? changed : changed.With(project => project.Compilation.AddSyntaxTrees(
            _added.Where(file => file.Project == project.FilePath && !SealedPage.IsIn(project.Compilation))
                .Select(file => CSharpSyntaxTree.ParseText(file.Text, (CSharpParseOptions)project.Compilation.SyntaxTrees[0].Options, file.Path))));
    }

    private void Choose(IReadOnlyList<LoadedProject> project)
    {
        string path = project[0].FilePath;
        if (project.Any(framework => SealedPage.IsIn(framework.Compilation)))
        {
            _homes.Add(path, path);
            return;
        }

        List<LoadedProject> referred = [.. project.SelectMany(ReferredTo)];
        List<string> choices = [.. referred.Select(other => _homes.GetValueOrDefault(other.FilePath) ?? (SealedPage.Of(other.Compilation) is not null ? other.FilePath : null))
            .OfType<string>().Where(home => !_code.Projects.Any(other => other.FilePath == home && SealedPage.IsHidden(other.Compilation))).Distinct()];
        if (choices.Count == 0)
        {
            _homes.Add(path, path);
            return;
        }

        LoadedProject home = _code.Projects.First(other => other.FilePath == choices[0]);
        if (choices.Count > 1)
        {
            Refused.Add(path, $"{project[0].Name} refers to several projects with a {SealedPage.Name}<T> of their own ({string.Join(", ", choices.Select(Path.GetFileNameWithoutExtension))}); put the type into one that all of them refer to, and make them its friends");
        }
        else if (home.Compilation.Assembly.Identity.HasPublicKey && !project[0].Compilation.Assembly.Identity.HasPublicKey)
        {
            Refused.Add(path, $"{home.Name}, where {SealedPage.Name}<T> is, is signed, and {project[0].Name} is not, so that it can be no friend of it");
        }
        else
        {
            _homes.Add(path, choices[0]);
            if (project.All(framework => ReferredTo(framework).Any(other => other.FilePath == choices[0] && other.Compilation.Assembly.GivesAccessTo(framework.Compilation.Assembly))))
                return;
            NewFriends.Add(path);
            (_friends.TryGetValue(choices[0], out SortedSet<string>? friends) ? friends : _friends[choices[0]] = new(StringComparer.Ordinal)).Add(FriendName(project[0].Compilation.Assembly.Identity, home.Compilation.Assembly.Identity));
        }
    }

    private IEnumerable<LoadedProject> ReferredTo(LoadedProject project) =>
        project.Compilation.References.OfType<CompilationReference>().Select(reference => _code.Projects.FirstOrDefault(other => other.Compilation == reference.Compilation)).OfType<LoadedProject>();

    private static string FriendName(AssemblyIdentity friend, AssemblyIdentity home) =>
        home.HasPublicKey ? $"{friend.Name}, PublicKey={string.Concat(friend.PublicKey.Select(part => part.ToString("x2", System.Globalization.CultureInfo.InvariantCulture)))}" : friend.Name;

    private void Write(string home, IReadOnlyCollection<(LoadedProject Project, PageMember Member)> open, CancellationToken cancellation)
    {
        IReadOnlyCollection<string> friends = _friends.TryGetValue(home, out SortedSet<string>? found) ? found : [];
        LoadedProject project = _code.Projects.First(other => other.FilePath == home);
        if (SealedPage.Of(project.Compilation) is INamedTypeSymbol declared)
        {
            if (friends.Count > 0 && declared.DeclaringSyntaxReferences.FirstOrDefault()?.SyntaxTree is SyntaxTree tree && !project.Generated.Contains(tree))
                AddFriends(tree, friends, cancellation);
            return;
        }

        SyntaxTree beside = open.First(member => member.Project.FilePath == home).Member.Type!.SyntaxTree;
        string path = Path.Combine(Path.GetDirectoryName(beside.FilePath)!, SealedPage.Name + ".cs");
        if (File.Exists(path))
            throw new ToolException(ExitCode.Failed, $"{path} is in the way: the sealed page type goes into a file of that name. Move it, or add <FragApiAnnotations>source</FragApiAnnotations> to {home}.");
        _added.Add((home, path, SealedPage.Source(NewLineOf(beside.GetText(cancellation)), _public.Contains(home), friends)));
    }

    private void AddFriends(SyntaxTree tree, IEnumerable<string> friends, CancellationToken cancellation)
    {
        SourceText text = tree.GetText(cancellation);
        CompilationUnitSyntax unit = (CompilationUnitSyntax)tree.GetRoot(cancellation);
        int position = unit.AttributeLists.FirstOrDefault()?.SpanStart ?? unit.Members.First().SpanStart;
        _changed.Add(tree.FilePath, text.WithChanges(new TextChange(new TextSpan(position, 0), SealedPage.Friends(NewLineOf(text), friends))));
    }

    private static string NewLineOf(SourceText text) =>
        text.Lines.Count > 1 && text.ToString(text.Lines[0].SpanIncludingLineBreak).EndsWith("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
}
