using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using System.Threading;
using FragApi.Analyzers.Vocabulary;
using FragApi.Cli.Loading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Cli.Explaining;

/// <summary>Where the rules have it from that a symbol has a role: an attribute, a line of a binding file, or what it overrides.</summary>
internal sealed class RoleOrigin(FragmentModel model, LoadedProject project, CodeBase code, CancellationToken cancellation)
{
    private readonly List<(AdditionalText File, SourceText Text, BindingLine Line)> _lines =
    [
        .. from file in project.Options.AdditionalFiles
           where BindingFile.IsBindingFile(file.Path)
           let text = file.GetText(cancellation)
           where text is not null
           from line in BindingFile.Parse(text).Lines
           select (file, text, line),
    ];

    /// <summary>The roles of a symbol, each with its origin.</summary>
    public IEnumerable<string> Of(ISymbol symbol)
    {
        foreach (RoleBinding binding in model.RolesOf(symbol).Bindings)
            yield return $"{Name(binding)}, by {Origin(symbol.OriginalDefinition, binding, depth: 0)}";
    }

    private static string Name(RoleBinding binding)
    {
        RoleInfo info = Roles.Info(binding.Role);
        string? option = info.Option switch
        {
            RoleOption.Accessor => binding.Accessor?.ToDisplayString(),
            RoleOption.Mask => binding.Mask.ToString(CultureInfo.InvariantCulture),
            RoleOption.Family => binding.Family,
            RoleOption.Operation => binding.Operation?.ToString(),
            RoleOption.Orphans => binding.Orphans ? "true" : null,
            RoleOption.When => binding.When == When.Always ? null : binding.When.ToString(),
            RoleOption.Name => binding.Name,
            _ => null,
        };
        return $"{info.Keyword}{(option is null ? "" : $" {info.Option.ToString().ToLowerInvariant()}={option}")}{(binding.OnReturn ? " (its result)" : "")}";
    }

    private string Origin(ISymbol symbol, RoleBinding binding, int depth)
    {
        const int Deepest = 8;
        if (FragmentModel.RolesByAttribute(symbol).Any(own => own.Role == binding.Role && own.OnReturn == binding.OnReturn))
        {
            string name = Roles.Info(binding.Role).AttributeName;
            ImmutableArray<AttributeData> attributes = binding.OnReturn && symbol is IMethodSymbol method ? method.GetReturnTypeAttributes() : symbol.GetAttributes();
            AttributeData? attribute = attributes.FirstOrDefault(candidate => candidate.AttributeClass?.Name == name);
            string where = attribute?.ApplicationSyntaxReference?.GetSyntax(cancellation).GetLocation() is Location place ? At(place) : $"in assembly {symbol.ContainingAssembly?.Name}";
            return $"[{name[..^"Attribute".Length]}] {where}";
        }

        if (model.Bound.TryGetValue(symbol, out List<RoleBinding>? bound) && bound.Exists(own => own.Role == binding.Role && own.OnReturn == binding.OnReturn))
        {
            (ISymbol named, string? parameter) = symbol is IParameterSymbol of ? (of.ContainingSymbol, of.Name) : (symbol, (string?)null);
            string? id = named.GetDocumentationCommentId();
            foreach ((AdditionalText file, SourceText text, BindingLine line) in _lines)
            {
                if (line.Role.Role == binding.Role && line.Id == id && line.Parameter == parameter)
                    return string.Create(CultureInfo.InvariantCulture, $"{code.Relative(file.Path)}({text.Lines.IndexOf(line.Span.Start) + 1})");
            }

            return "a binding file";
        }

        foreach (ISymbol origin in depth < Deepest ? model.OriginsOf(symbol) : [])
        {
            if (model.RolesOf(origin).Get(binding.Role, binding.OnReturn) is not null)
                return $"what it inherits of '{origin.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat)}', {Origin(origin, binding, depth + 1)}";
        }

        return "what is built in";
    }

    /// <summary>A place as messages name it.</summary>
    public string At(Location place)
    {
        FileLinePositionSpan lines = place.GetLineSpan();
        return string.Create(CultureInfo.InvariantCulture, $"at {code.Relative(lines.Path)}({lines.StartLinePosition.Line + 1})");
    }
}
