using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace FragApi.CodeFixes.Generating;

/// <summary>Writes the text of accessors: types as the raw parts have them, the page's own methods, and who owns what in the doc comment.</summary>
internal sealed class AccessorWriter
{
    private readonly AccessorHome _home;
    private readonly Spelling _spelling;
    private readonly HomeStyle _style;

    public AccessorWriter(AccessorHome home, SpelledTypes types)
    {
        _home = home;
        _spelling = new Spelling(home, types);
        _style = home.Style;
    }

    /// <summary>What is written for a need: the form that takes the fragment and, where raw code walks a container, the form that takes that.</summary>
    /// <param name="need">What is needed.</param>
    /// <param name="refused">Why nothing is written; null where something is.</param>
    public ImmutableArray<WrittenAccessor> Write(AccessorNeed need, out string? refused)
    {
        ImmutableArray<WrittenAccessor>.Builder written = ImmutableArray.CreateBuilder<WrittenAccessor>();
        refused = null;
        if (NameOf(need, out refused) is not string name || AccessorBody.Of(need, _home, _spelling, out refused) is not AccessorBody body)
            return ImmutableArray<WrittenAccessor>.Empty;
        string result = body.Returns is null ? "void" : _spelling.Type(body.Returns) + (body.ReturnsNullable ? "?" : "");
        bool stores = need.Operation.Info().Stores != FragmentParts.None;
        WrittenParameter fragment = new(_home.FragmentReference, _home.FragmentName, _home.Fragment.IsReferenceType || _home.Fragment.TypeKind == TypeKind.Interface ? RefKind.None : stores ? RefKind.Ref : _home.ReaderKind, _home.IsExtension ? "this " : "");
        if (!need.HasFragmentForm)
        {
            List<WrittenParameter> all = new(body.Before);
            if (!_home.IsInstance)
                all.Add(fragment);
            all.AddRange(body.After);
            written.Add(Member(need, name, result, all, body.Statements, body.Returns is not null, AccessorDoc.Of(need, body.Returns, _home), byIndex: false));
        }

        if (need.Walk is not null && !_home.IsInstance && ContainerForm.Of(need, name, fragment, body, _home, _spelling) is ContainerForm form)
            written.Add(Member(need, name, result, form.Parameters, new List<string> { body.Returns is null ? form.Call : "return " + form.Call }, body.Returns is not null, form.Doc, byIndex: true));
        return written.ToImmutable();
    }

    private string? NameOf(AccessorNeed need, out string? refused)
    {
        refused = null;
        string name = need.Operation.ToString();
        string suffix = need.IsSecond ? Pascal(need.Family ?? need.Called?.Symbol.Name ?? "") : "";
        string[] candidates = need.IsSecond ? new[] { name + suffix } : new[] { name, need.Operation.Info().IsGetter ? "Get" + name : name + "Fragment" };
        foreach (string candidate in candidates)
        {
            if (_home.IsTaken(candidate))
                continue;
            if (candidate != name && _home.OperationMark is null)
                break;
            return candidate;
        }

        refused = $"'{_home.Name}' has another member '{candidates[0]}', and there is no [FragmentAccessor] here to say what one of another name does";
        return null;
    }

    private static string Pascal(string name) => string.Concat(name.Split('-', '_', '.', ' ').Where(word => word.Length > 0).Select(word => char.ToUpperInvariant(word[0]) + word.Substring(1)));

    private WrittenAccessor Member(AccessorNeed need, string name, string result, List<WrittenParameter> parameters, List<string> statements, bool returns, string doc, bool byIndex)
    {
        string generic = _home.Fragment.IsGenericType && !_home.IsInstance && !_home.IsFragmentItself ? $"<{string.Join(", ", _home.Fragment.TypeParameters.Select(parameter => parameter.Name))}>" : "";
        string constraints = generic.Length == 0 ? "" : string.Concat(_home.Fragment.TypeParameters.Select(ConstraintsOf));
        bool isUnsafe = parameters.Exists(parameter => Spelling.HasPointer(parameter.Type)) || result.Contains("*") || new[] { need.Page, need.Called?.Symbol }.Any(symbol => symbol is not null && Spelling.HasPointer(symbol is IMethodSymbol method ? method.ReturnType : Spelling.TypeOf(symbol))) || need.Called?.Page is { } page && Spelling.HasPointer(page.Type) || HasPointerResult(need);
        string modifiers = _home.AccessibilityFor(parameters.Select(parameter => parameter.Type).Concat(ResultTypes(need)))
            + (_home.IsInstance ? need.Operation.Info().Stores == FragmentParts.None && _home.Fragment is { IsValueType: true, IsReadOnly: false } && _home.Knows(LanguageVersion.CSharp8) ? "readonly " : "" : "static ")
            + (isUnsafe ? "unsafe " : "");
        string declaration = $"{modifiers}{result} {name}{generic}({string.Join(", ", parameters.Select((parameter, index) => (index == 0 || parameter.Prefix.Length == 0 ? parameter.Prefix : "") + WrittenParameter.Keyword(parameter.Kind) + _spelling.Type(parameter.Type) + " " + parameter.Name))}){constraints}";
        List<string> lines = new() { doc };
        if (name != need.Operation.ToString() || _home.NeedsMark)
            lines.Add(name != need.Operation.ToString() ? $"[{_spelling.Type(_home.AccessorMark!)}({_spelling.Target(_home.OperationMark!)}.{need.Operation})]" : $"[{_spelling.Type(_home.AccessorMark!)}]");
        if (statements.Count == 1 && _style.ExpressionBodies && _home.Knows(LanguageVersion.CSharp6))
        {
            string value = returns ? statements[0].Substring("return ".Length) : statements[0];
            if (_spelling.LengthOf($"{declaration} => {value}") <= AccessorDoc.Widest)
                lines.Add($"{declaration} => {value}");
            else
                lines.AddRange(new[] { $"{declaration} =>", _style.Indent + value });
        }
        else
        {
            lines.Add(_style.BraceOnOwnLine ? declaration : declaration + " {");
            if (_style.BraceOnOwnLine)
                lines.Add("{");
            lines.AddRange(statements.Select(statement => _style.Indent + statement));
            lines.Add("}");
        }

        return new WrittenAccessor(need, byIndex, string.Join("\n", lines));
    }

    private static bool HasPointerResult(AccessorNeed need) => new[] { need.Offset, need.Size }.Any(symbol => symbol is not null && Spelling.HasPointer(Spelling.TypeOf(symbol)));

    private static IEnumerable<ITypeSymbol> ResultTypes(AccessorNeed need)
    {
        if (need.Called is not null)
            yield return need.Called.Returns;
        else if ((need.Page ?? need.Offset ?? need.Size) is ISymbol part)
            yield return Spelling.TypeOf(part);
    }

    private string ConstraintsOf(ITypeParameterSymbol parameter)
    {
        List<string> constraints = new();
        if (parameter.HasUnmanagedTypeConstraint)
            constraints.Add("unmanaged");
        else if (parameter.HasValueTypeConstraint)
            constraints.Add("struct");
        else if (parameter.HasReferenceTypeConstraint)
            constraints.Add(parameter.ReferenceTypeConstraintNullableAnnotation == NullableAnnotation.Annotated && _home.Annotations ? "class?" : "class");
        else if (parameter.HasNotNullConstraint)
            constraints.Add("notnull");
        constraints.AddRange(parameter.ConstraintTypes.Select(type => _spelling.Type(type)));
        if (parameter.HasConstructorConstraint)
            constraints.Add("new()");
        return constraints.Count == 0 ? "" : $" where {parameter.Name} : {string.Join(", ", constraints)}";
    }
}
