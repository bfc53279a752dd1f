using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Analyzers.Vocabulary;

/// <summary>Resolves the lines of the binding files to symbols of one compilation; what cannot be resolved becomes a located diagnostic.</summary>
internal sealed class BindingResolver
{
    private readonly Compilation _compilation;
    private readonly Dictionary<ISymbol, List<RoleBinding>> _bindings = new(SymbolEqualityComparer.Default);
    private readonly ImmutableArray<Diagnostic>.Builder _diagnostics = ImmutableArray.CreateBuilder<Diagnostic>();

    private BindingResolver(Compilation compilation) => _compilation = compilation;

    /// <summary>The symbols that the files bind, and everything that is wrong with the files.</summary>
    public static (IReadOnlyDictionary<ISymbol, List<RoleBinding>> Bindings, ImmutableArray<Diagnostic> Diagnostics) Resolve(
        Compilation compilation, IEnumerable<AdditionalText> files, CancellationToken cancellation)
    {
        BindingResolver resolver = new(compilation);
        // By path, so that "the first one stands" does not depend on the order on a command line.
        foreach (AdditionalText file in files.OrderBy(file => file.Path, StringComparer.Ordinal))
        {
            if (file.GetText(cancellation) is SourceText text)
                resolver.Add(file.Path, text, cancellation);
        }

        return (resolver._bindings, resolver._diagnostics.ToImmutable());
    }

    private void Add(string path, SourceText text, CancellationToken cancellation)
    {
        BindingFile file = BindingFile.Parse(text);
        foreach (BindingError error in file.Errors)
            Report(Rules.MalformedBinding, path, text, error.Span, error.Message);

        foreach (BindingLine line in file.Lines)
        {
            cancellation.ThrowIfCancellationRequested();
            ImmutableArray<ISymbol> symbols = SymbolsOf(line, out string? problem);
            if (problem is not null)
            {
                if (!file.IsPack)
                    Report(Rules.UnresolvedBinding, path, text, line.IdSpan, problem);
                continue;
            }

            RoleBinding? binding = BindingOf(line, out problem);
            if (binding is null)
            {
                Report(Rules.UnresolvedBinding, path, text, line.ValueSpan, problem!);
                continue;
            }

            foreach (ISymbol symbol in symbols)
            {
                if (!_bindings.TryGetValue(symbol, out List<RoleBinding>? roles))
                    _bindings.Add(symbol, roles = new List<RoleBinding>());
                if (Contradiction.Between(symbol, binding, roles.Concat(FragmentModel.RolesByAttribute(symbol)).ToList()) is string contradiction)
                    Report(Rules.ContradictoryBinding, path, text, line.Span, contradiction);
                else
                    roles.Add(binding);
            }
        }
    }

    private ImmutableArray<ISymbol> SymbolsOf(BindingLine line, out string? problem)
    {
        problem = null;
        // In an explicit implementation's id a '#' stands for a dot of the interface's name: first the id as it is.
        if (line.Parameter is not null)
        {
            ImmutableArray<ISymbol> whole = Find(line.Id + "#" + line.Parameter);
            if (!whole.IsEmpty)
                return whole;
        }

        ImmutableArray<ISymbol> symbols = Find(line.Id);
        if (symbols.IsEmpty)
        {
            problem = $"'{line.Id}' names nothing in this compilation or its references{Hint(line.Id)}";
            return symbols;
        }

        if (line.Parameter is null)
            return symbols;

        ImmutableArray<ISymbol> parameters = symbols
            .OfType<IMethodSymbol>()
            .SelectMany(method => method.Parameters)
            .Where(parameter => parameter.Name == line.Parameter)
            .ToImmutableArray<ISymbol>();
        if (parameters.IsEmpty)
        {
            string[] names = symbols.OfType<IMethodSymbol>().SelectMany(method => method.Parameters).Select(parameter => parameter.Name).ToArray();
            problem = $"'{line.Id}' has no parameter '{line.Parameter}'{Spelling.DidYouMean(line.Parameter, names)}";
        }


        return parameters;
    }

    // Roslyn's parser stops at what it does not know and takes the rest for granted: a '#page' behind a list, a slip at the end.
    private ImmutableArray<ISymbol> Find(string id) =>
        DocumentationCommentId.GetSymbolsForDeclarationId(id, _compilation).RemoveAll(symbol => symbol.GetDocumentationCommentId() != id);

    /// <summary>The most common slips: a method's id without its parameter list or with another one, the wrong kind, a name that is spelled otherwise.</summary>
    private string Hint(string id)
    {
        int list = id.IndexOf('(');
        string path = list < 0 ? id.Substring(2) : id.Substring(2, list - 2);
        // The longest beginning that names something; what comes next is where it goes wrong.
        for (int dot = path.Length; dot > 0; dot = path.LastIndexOf('.', dot - 1))
        {
            if (dot < path.Length && Container(path.Substring(0, dot)) is INamespaceOrTypeSymbol container)
                return Hint(container, path.Substring(dot + 1), isLast: path.IndexOf('.', dot + 1) < 0, id[0]);
            if (path.LastIndexOf('.', dot - 1) < 0)
                break;
        }

        return Hint(_compilation.GlobalNamespace, path, isLast: path.IndexOf('.') < 0, id[0]);
    }

    private INamespaceOrTypeSymbol? Container(string path) =>
        Find("T:" + path).OfType<INamespaceOrTypeSymbol>().FirstOrDefault() ?? Find("N:" + path).OfType<INamespaceOrTypeSymbol>().FirstOrDefault();

    /// <param name="container">What the id's beginning names.</param>
    /// <param name="rest">The id from there on, without a parameter list.</param>
    /// <param name="isLast">Nothing is to be found inside of it.</param>
    /// <param name="kind">The id's first letter.</param>
    private static string Hint(INamespaceOrTypeSymbol container, string rest, bool isLast, char kind)
    {
        string name = isLast ? rest : rest.Substring(0, rest.IndexOf('.'));
        ISymbol[] members = container.GetMembers(name).Where(member => isLast || member is INamespaceOrTypeSymbol).ToArray();
        if (members.Length == 0 && Spelling.Nearest(name, container.GetMembers().Where(member => member.CanBeReferencedByName && (isLast || member is INamespaceOrTypeSymbol)).Select(member => member.MetadataName)) is string near)
            members = container.GetMembers().Where(member => member.MetadataName == near).ToArray();
        if ((members.FirstOrDefault(member => KindOf(member) == kind) ?? members.FirstOrDefault())?.GetDocumentationCommentId() is string found)
            return $"; there is '{found}'";
        return container is INamedTypeSymbol type && isLast ? $"; '{type.Name}' has no member '{name}'" : "";

        static char KindOf(ISymbol symbol) => symbol.GetDocumentationCommentId() is { Length: > 0 } id ? id[0] : ' ';
    }

    private RoleBinding? BindingOf(BindingLine line, out string? problem)
    {
        problem = null;
        bool method = line.Id[0] == 'M' && line.Parameter is null;
        bool onReturn = method && (line.Role.Targets & RoleTargets.Return) != 0 && (line.Role.Targets & RoleTargets.Method) == 0 && !line.Id.Contains(".#ctor");
        RoleBinding binding = new(line.Role.Role, onReturn);
        if (line.Value is not string value)
            return binding;
        switch (line.Option)
        {
            case RoleOption.Accessor:
                binding.Accessor = Find(value).OfType<INamedTypeSymbol>().FirstOrDefault();
                if (binding.Accessor is null)
                {
                    problem = $"'{value}' names no type in this compilation or its references{Hint(value)}";
                    return null;
                }

                break;
            case RoleOption.Mask:
                BindingFile.TryMask(value, out ulong mask);
                binding.Mask = mask;
                break;
            case RoleOption.Family:
                binding.Family = value;
                break;
            case RoleOption.Operation:
                binding.Operation = (FragmentOperation)Enum.Parse(typeof(FragmentOperation), value);
                break;
            case RoleOption.Orphans:
                binding.Orphans = value == "true";
                break;
            case RoleOption.Repeats:
                binding.Repeats = value == "true";
                break;
            case RoleOption.When:
                binding.When = (When)Enum.Parse(typeof(When), value);
                break;
            case RoleOption.Name:
                binding.Name = value;
                break;
        }

        return binding;
    }

    private void Report(DiagnosticDescriptor rule, string path, SourceText text, TextSpan span, string message) =>
        _diagnostics.Add(Diagnostic.Create(rule, Location.Create(path, span, text.Lines.GetLinePositionSpan(span)), message));
}
