using System.Collections.Generic;
using System.Linq;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace FragApi.CodeFixes.Generating;

/// <summary>The raw call with the fragment in the page's place, and the fragment's own offset added where the operation says so.</summary>
internal sealed class RawCall
{
    private readonly AccessorNeed _need;
    private readonly CalledRaw _called;
    private readonly OperationInfo _operation;
    private readonly AccessorHome _home;
    private readonly HomeStyle _style;
    private readonly Spelling _spelling;

    public RawCall(AccessorNeed need, AccessorHome home, Spelling spelling)
    {
        _need = need;
        _called = need.Called!;
        _operation = need.Operation.Info();
        _home = home;
        _style = home.Style;
        _spelling = spelling;
    }

    /// <summary>The call, and what it takes, in a body; or why there is none.</summary>
    public string? WriteTo(AccessorBody body)
    {
        body.Returns = _called.Returns.SpecialType == SpecialType.System_Void || _operation.References != 0 && !_need.NeedsResult ? null : _called.Returns;
        string? receiver = null;
        if (_called.HasReceiver)
        {
            receiver = Free(HomeStyle.Camel(_called.Symbol.ContainingType.Name));
            body.Before.Add(new WrittenParameter(_called.Symbol.ContainingType, receiver));
        }

        Dictionary<IParameterSymbol, string> arguments = new(SymbolEqualityComparer.Default);
        List<WrittenParameter> last = new();
        int integers = 0;
        int? pageAt = _called.Page?.Ordinal;
        foreach (IParameterSymbol parameter in _called.Others)
        {
            string name = Free(HomeStyle.Escaped(parameter.Name), parameter);
            bool isPart = (_operation.Takes & FragmentParts.Offset) != 0 && parameter.RefKind is not (RefKind.Ref or RefKind.Out) && Types.IsInteger(parameter.Type) && !(parameter.Ordinal < pageAt);
            arguments[parameter] = WrittenParameter.Keyword(parameter.RefKind == RefKind.RefReadOnlyParameter ? RefKind.In : parameter.RefKind) + name;
            if (isPart && integers++ == 0)
            {
                _need.OffsetParameter = name.TrimStart('@');
                if (Sum(_spelling.Access(_need.Offset!, name), Spelling.TypeOf(_need.Offset!), name, parameter.Type) is not string sum)
                    return $"'{_need.Offset!.Name}' cannot be added to the '{parameter.Name}' of '{_called.Symbol.Name}'";
                arguments[parameter] = sum;
            }

            // Integers in front would be taken for offset and size.
            bool misleads = !isPart && _operation.Takes != FragmentParts.None && Types.IsInteger(parameter.Type);
            WrittenParameter own = new(parameter.Type, name, parameter.RefKind);
            (misleads ? last : parameter.Ordinal < pageAt ? body.Before : body.After).Add(own);
        }

        body.After.AddRange(last);
        MoveToEnd(body.After, parameter => parameter.Kind == RefKind.Out);
        if (_operation.Takes != FragmentParts.None && integers < 2)
            return $"'{_called.Symbol.Name}' takes no offset and size behind the page";

        string page = _spelling.Access(_need.Page!, _called.Others.Select(parameter => parameter.Name).ToArray());
        ITypeSymbol pageType = Spelling.TypeOf(_need.Page!);
        bool maybeNull = _home.Annotations && pageType is { IsReferenceType: true, NullableAnnotation: NullableAnnotation.Annotated };
        string call;
        if (_called.Page is null)
        {
            string member = HomeStyle.Escaped(_called.Symbol.Name);
            call = _called.Symbol is IMethodSymbol ? $"{page}{(_need.SkipsMissingPage ? "?" : maybeNull ? "!" : "")}.{member}({Arguments(null)})" : $"{page}{(_need.SkipsMissingPage ? "?" : maybeNull ? "!" : "")}.{member}";
        }
        else
        {
            if (_spelling.Converted(page, pageType, _called.Page.Type) is not string handed)
                return $"'{_called.Symbol.Name}' takes no '{_need.Page!.Name}'";
            if (maybeNull && !_need.SkipsMissingPage && _called.Page.Type is { IsReferenceType: true, NullableAnnotation: NullableAnnotation.NotAnnotated })
                handed += "!";
            call = $"{receiver ?? _spelling.Target(_called.Symbol.ContainingType)}.{HomeStyle.Escaped(_called.Symbol.Name)}({Arguments(handed)})";
        }

        if (_operation.AddsOffset && _operation.Takes == FragmentParts.None)
        {
            if (Address(call, _called.Returns, _need.Offset!) is not string address)
                return $"'{_called.Symbol.Name}' returns '{_called.Returns.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)}', to which no offset can be added";
            call = address;
        }

        if (_need.SkipsMissingPage && body.Returns is { IsValueType: true })
            body.ReturnsNullable = true;
        string statement = body.Returns is null ? call + ";" : $"return {call};";
        if (_need.SkipsMissingPage && _called.Page is not null)
        {
            if (body.Returns is not null)
                return "its result is used, and there may be no page";
            body.Statements.Add($"if ({page} is not null)");
            statement = _style.Indent + statement;
            if (!_home.Knows(LanguageVersion.CSharp9))
                body.Statements[0] = $"if ({page} != null)";
        }

        body.Statements.Add(statement);
        return null;

        string Arguments(string? handed)
        {
            if (_called.Symbol is not IMethodSymbol method)
                return "";
            List<string> list = new();
            bool skipped = false;
            foreach (IParameterSymbol parameter in method.Parameters)
            {
                string? text = SymbolEqualityComparer.Default.Equals(parameter, _called.Page) ? handed : arguments.TryGetValue(parameter, out string? own) ? own : null;
                if (text is null)
                    skipped = true;
                else
                    list.Add(skipped ? $"{HomeStyle.Escaped(parameter.Name)}: {text}" : text);
            }

            return string.Join(", ", list);
        }
    }

    /// <summary>The fragment's offset and what is added to it, as a number of the type that the raw call takes.</summary>
    private string? Sum(string offset, ITypeSymbol type, string added, ITypeSymbol wanted)
    {
        if (!Types.IsInteger(type))
            return null;
        if (Types.Bits(wanted) < 32)
            return $"({_spelling.Type(wanted)})({offset} + {added})";
        return _spelling.Converted(offset, type, wanted) is string converted ? $"{converted} + {added}" : null;
    }

    private string? Address(string page, ITypeSymbol type, ISymbol offset)
    {
        string own = _spelling.Access(offset);
        if (!Types.IsInteger(Spelling.TypeOf(offset)))
            return null;
        if (type is IPointerTypeSymbol pointer)
        {
            return pointer.PointedAtType.SpecialType switch
            {
                SpecialType.System_Byte or SpecialType.System_SByte => $"{page} + {own}",
                SpecialType.System_Void => $"(byte*){page} + {own}",
                _ => null,
            };
        }

        if (!Types.IsInteger(type) || Types.Bits(type) < 32)
            return null;
        // Before C# 11 an IntPtr has an operator for an int, and no other way to be added to.
        if (type.SpecialType is SpecialType.System_IntPtr or SpecialType.System_UIntPtr && Types.Bits(Spelling.TypeOf(offset)) <= 32 && Spelling.TypeOf(offset).SpecialType != SpecialType.System_UInt32 && !_home.Knows(LanguageVersion.CSharp11))
            return $"{page} + {own}";
        return _spelling.Converted(own, Spelling.TypeOf(offset), type) is string converted ? $"{page} + {converted}" : null;
    }

    /// <summary>The fragment keeps its name; who would be called the same gets another one.</summary>
    private string Free(string name, IParameterSymbol? itself = null)
    {
        HashSet<string> taken = new(_called.Others.Where(other => !SymbolEqualityComparer.Default.Equals(other, itself)).Select(other => other.Name)) { _home.FragmentName };
        while (taken.Contains(name))
            name = "the" + char.ToUpperInvariant(name[0]) + name.Substring(1);
        return name;
    }

    private static void MoveToEnd(List<WrittenParameter> parameters, System.Predicate<WrittenParameter> which)
    {
        List<WrittenParameter> moved = parameters.FindAll(which);
        parameters.RemoveAll(which);
        parameters.AddRange(moved);
    }
}
