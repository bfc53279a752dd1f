using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;

namespace FragApi.CodeFixes.Generating;

/// <summary>The form of an accessor that takes a container and an index: how it gets to the fragment, and that it calls the other form.</summary>
internal sealed class ContainerForm
{
    private static readonly SymbolDisplayFormat s_cref = new(genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters, miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes);

    private readonly AccessorHome _home;
    private readonly Spelling _spelling;

    private ContainerForm(AccessorHome home, Spelling spelling)
    {
        _home = home;
        _spelling = spelling;
    }

    public List<WrittenParameter> Parameters { get; private set; } = null!;

    /// <summary>The call of the other form.</summary>
    public string Call { get; private set; } = "";

    public string Doc { get; private set; } = "";

    /// <summary>That form, or null where the container's fragments cannot be handed on.</summary>
    public static ContainerForm? Of(AccessorNeed need, string name, WrittenParameter fragment, AccessorBody body, AccessorHome home, Spelling spelling)
    {
        ContainerForm form = new(home, spelling);
        return form.Fill(need, name, need.Walk!, fragment, body) ? form : null;
    }

    private bool Fill(AccessorNeed need, string name, ContainerWalk walk, WrittenParameter fragment, AccessorBody body)
    {
        string[] taken = body.Before.Concat(body.After).Select(parameter => parameter.Name).ToArray();
        string container = taken.Contains(walk.Name) ? "container" : HomeStyle.Escaped(walk.Name);
        string index = new[] { "index", "i", "at" }.First(candidate => candidate != container && !taken.Contains(candidate));
        string path = container;
        for (int i = walk.Steps.Length - 1; i >= 0; i--)
        {
            ISymbol step = walk.Steps[i];
            ITypeSymbol stepType = step is IMethodSymbol getter ? getter.ReturnType : Spelling.TypeOf(step);
            path = step switch
            {
                IMethodSymbol { IsStatic: true } method => $"{_spelling.Target(method.ContainingType)}.{HomeStyle.Escaped(method.Name)}({path})",
                IMethodSymbol method => $"{path}.{HomeStyle.Escaped(method.Name)}()",
                _ => $"{path}.{HomeStyle.Escaped(step.Name)}",
            };
            if (_home.Annotations && stepType is { IsReferenceType: true, NullableAnnotation: NullableAnnotation.Annotated })
                path += "!";
        }

        ISymbol array = walk.Steps[0];
        ITypeSymbol arrayType = array is IMethodSymbol handedOut ? handedOut.ReturnType : Spelling.TypeOf(array);
        bool isVariable = IsVariable(arrayType);
        if (!isVariable && fragment.Kind == RefKind.Ref)
            return false;
        // A struct that holds the fragments in itself: they are changed through a reference to it, and read through one.
        RefKind kind = !walk.Type.IsValueType ? RefKind.None : fragment.Kind == RefKind.Ref ? RefKind.Ref : RefKind.In;
        string passed = isVariable ? fragment.Kind switch { RefKind.Ref => "ref ", RefKind.None => "", _ => "in " } : "";
        List<string> arguments = body.Before.Select(parameter => parameter.Passed).Append($"{passed}{path}[{index}]").Concat(body.After.Select(parameter => parameter.Passed)).ToList();
        Call = $"{name}({string.Join(", ", arguments)});";
        Parameters = new List<WrittenParameter>(body.Before)
        {
            new WrittenParameter(walk.Type, container, kind, kind == RefKind.None && _home.IsExtension ? "this " : ""),
            new WrittenParameter(_home.Compilation.GetSpecialType(SpecialType.System_Int32), index),
        };
        Parameters.AddRange(body.After);
        List<WrittenParameter> forms = new(body.Before) { fragment };
        forms.AddRange(body.After);
        Doc = need.HasFragmentForm || _home.Fragment.IsGenericType
            ? $"/// <summary>The same for the fragment at <paramref name=\"{index.TrimStart('@')}\"/>.</summary>"
            : $"/// <inheritdoc cref=\"{name}({string.Join(", ", forms.Select(parameter => WrittenParameter.Keyword(parameter.Kind) + Cref(parameter.Type)))})\"/>";
        return true;
    }

    private string Cref(ITypeSymbol type) => type is INamedTypeSymbol { IsGenericType: true } ? type.ToDisplayString(s_cref).Replace('<', '{').Replace('>', '}') : _spelling.Type(type.WithNullableAnnotation(NullableAnnotation.NotAnnotated));

    /// <summary>An element of it can be handed on by reference.</summary>
    private static bool IsVariable(ITypeSymbol array)
    {
        if (array is IArrayTypeSymbol or IPointerTypeSymbol || array.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "InlineArrayAttribute"))
            return true;
        for (ITypeSymbol? type = array; type is not null; type = type.BaseType)
        {
            foreach (ISymbol member in type.GetMembers())
            {
                if (member is IPropertySymbol { IsIndexer: true, Parameters.Length: 1 } indexer && Types.IsInteger(indexer.Parameters[0].Type))
                    return indexer.RefKind == RefKind.Ref;
            }
        }

        return false;
    }
}
