using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace FragApi.CodeFixes.Generating;

/// <summary>One form of an accessor as text, in which types are still to be spelled.</summary>
internal sealed class WrittenAccessor
{
    public WrittenAccessor(AccessorNeed need, bool byIndex, string text)
    {
        Need = need;
        ByIndex = byIndex;
        Text = text;
    }

    /// <summary>What it is for; both forms of one accessor have the same.</summary>
    public AccessorNeed Need { get; }

    public FragmentOperation Operation => Need.Operation;

    /// <summary>It takes a container and an index.</summary>
    public bool ByIndex { get; }

    /// <summary>Doc comment, declaration and body; lines end in <c>\n</c> and begin where the member begins.</summary>
    public string Text { get; }
}

/// <summary>Writes the text of accessors: types as the raw parts have them, the page's own methods, and who owns what in the doc comment.</summary>
internal sealed class AccessorWriter
{
    private static readonly SymbolDisplayFormat s_cref = new(genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters, miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes);

    /// <summary>Where a line is broken.</summary>
    private const int Widest = 120;

    private readonly AccessorHome _home;
    private readonly SpelledTypes _types;
    private readonly HomeStyle _style;
    private readonly string _self;

    public AccessorWriter(AccessorHome home, SpelledTypes types)
    {
        _home = home;
        _types = types;
        _style = home.Style;
        _self = home.IsInstance ? "this" : home.FragmentName;
    }

    /// <summary>A parameter that is written.</summary>
    private sealed class Parameter
    {
        public Parameter(ITypeSymbol type, string name, RefKind kind = RefKind.None, string prefix = "")
        {
            Type = type;
            Name = name;
            Kind = kind;
            Prefix = prefix;
        }

        public ITypeSymbol Type { get; }

        public string Name { get; }

        public RefKind Kind { get; }

        public string Prefix { get; }

        public static string Keyword(RefKind kind) => kind switch
        {
            RefKind.In => "in ",
            RefKind.Ref => "ref ",
            RefKind.Out => "out ",
            RefKind.RefReadOnlyParameter => "ref readonly ",
            _ => "",
        };
    }

    /// <summary>What is written for a need: the form that takes the fragment and, where raw code walks a container, the form that takes that.</summary>
    /// <param name="need">What is needed.</param>
    /// <param name="refused">Why nothing is written; null where something is.</param>
    public ImmutableArray<WrittenAccessor> Write(AccessorNeed need, out string? refused)
    {
        ImmutableArray<WrittenAccessor>.Builder written = ImmutableArray.CreateBuilder<WrittenAccessor>();
        refused = null;
        if (NameOf(need, out refused) is not string name || Body(need, out List<Parameter> before, out List<Parameter> after, out ITypeSymbol? returns, out List<string> statements, out bool returnsNullable) is string problem && (refused = problem) is not null)
            return ImmutableArray<WrittenAccessor>.Empty;
        string result = returns is null ? "void" : Type(returns) + (returnsNullable ? "?" : "");
        bool stores = need.Operation.Info().Stores != FragmentParts.None;
        Parameter fragment = new(_home.FragmentReference, _home.FragmentName, _home.Fragment.IsReferenceType || _home.Fragment.TypeKind == TypeKind.Interface ? RefKind.None : stores ? RefKind.Ref : _home.ReaderKind, _home.IsExtension ? "this " : "");
        if (!need.HasFragmentForm)
        {
            List<Parameter> all = new(before);
            if (!_home.IsInstance)
                all.Add(fragment);
            all.AddRange(after);
            written.Add(Member(need, name, result, all, statements, returns is not null, Doc(need, returns), byIndex: false));
        }

        if (need.Walk is ContainerWalk walk && !_home.IsInstance && Forward(need, name, walk, fragment, before, after, result) is WrittenAccessor forward)
            written.Add(forward);
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

    /// <summary>The parameters beside the fragment, the result and the statements; or why there are none.</summary>
    private string? Body(AccessorNeed need, out List<Parameter> before, out List<Parameter> after, out ITypeSymbol? returns, out List<string> statements, out bool returnsNullable)
    {
        before = new List<Parameter>();
        after = new List<Parameter>();
        returns = null;
        returnsNullable = false;
        statements = new List<string>();
        if (need.Page is not null && IsSealed(TypeOf(need.Page)))
            return $"the page '{need.Page.Name}' is sealed";
        if (need.Called is not null)
            return Call(need, before, after, out returns, out returnsNullable, statements);
        OperationInfo operation = need.Operation.Info();
        ISymbol? part = need.Page ?? need.Offset ?? need.Size;
        if (operation.IsGetter)
        {
            returns = TypeOf(part!);
            statements.Add($"return {Access(part!)};");
            return null;
        }

        if (operation.Shifts)
            return Shift(part!, after, statements);
        foreach ((ISymbol? stored, string name) in new[] { (need.Page, "page"), (need.Offset, "offset"), (need.Size, "size") })
        {
            if (stored is null)
                continue;
            if (name != "page" && !Types.IsInteger(TypeOf(stored)))
                return $"'{stored.Name}' is no integer";
            after.Add(new Parameter(TypeOf(stored), name));
            statements.Add($"{Access(stored, name)} = {name};");
        }

        if (new[] { need.Page, need.Offset, need.Size }.Any(stored => stored is IPropertySymbol { SetMethod.IsInitOnly: true }))
        {
            if (statements.Count < 3 || _home.IsInstance || _home.Fragment.IsReferenceType)
                return $"'{part!.Name}' is set when the fragment is made, and never again";
            statements.Clear();
            statements.Add($"{_self} = new {Type(_home.FragmentReference)} {{ {need.Page!.Name} = page, {need.Offset!.Name} = offset, {need.Size!.Name} = size }};");
        }

        return null;
    }

    private string? Shift(ISymbol part, List<Parameter> after, List<string> statements)
    {
        ITypeSymbol type = TypeOf(part);
        if (!Types.IsInteger(type))
            return $"'{part.Name}' is no integer";
        // A narrow number takes what is added as an int, so that it can be taken away with a minus.
        if (Types.Bits(type) < 32)
        {
            after.Add(new Parameter(_home.Compilation.GetSpecialType(SpecialType.System_Int32), "delta"));
            statements.Add($"{Access(part, "delta")} = ({Type(type)})({Access(part, "delta")} + delta);");
        }
        else
        {
            after.Add(new Parameter(type, "delta"));
            statements.Add($"{Access(part, "delta")} += delta;");
        }

        return null;
    }

    /// <summary>The raw call with the fragment in the page's place, and the fragment's own offset added where the operation says so.</summary>
    private string? Call(AccessorNeed need, List<Parameter> before, List<Parameter> after, out ITypeSymbol? returns, out bool returnsNullable, List<string> statements)
    {
        CalledRaw called = need.Called!;
        OperationInfo operation = need.Operation.Info();
        returns = called.Returns.SpecialType == SpecialType.System_Void || operation.References != 0 && !need.NeedsResult ? null : called.Returns;
        returnsNullable = false;
        string? receiver = null;
        if (called.HasReceiver)
        {
            receiver = Free(HomeStyle.Camel(called.Symbol.ContainingType.Name), called);
            before.Add(new Parameter(called.Symbol.ContainingType, receiver));
        }

        Dictionary<IParameterSymbol, string> arguments = new(SymbolEqualityComparer.Default);
        List<Parameter> last = new();
        int integers = 0;
        int? pageAt = called.Page?.Ordinal;
        foreach (IParameterSymbol parameter in called.Others)
        {
            string name = Free(HomeStyle.Escaped(parameter.Name), called, parameter);
            bool isPart = (operation.Takes & FragmentParts.Offset) != 0 && parameter.RefKind is not (RefKind.Ref or RefKind.Out) && Types.IsInteger(parameter.Type) && !(parameter.Ordinal < pageAt);
            arguments[parameter] = Parameter.Keyword(parameter.RefKind == RefKind.RefReadOnlyParameter ? RefKind.In : parameter.RefKind) + name;
            if (isPart && integers++ == 0)
            {
                need.OffsetParameter = name.TrimStart('@');
                if (Sum(Access(need.Offset!, name), TypeOf(need.Offset!), name, parameter.Type) is not string sum)
                    return $"'{need.Offset!.Name}' cannot be added to the '{parameter.Name}' of '{called.Symbol.Name}'";
                arguments[parameter] = sum;
            }

            // Integers in front would be taken for offset and size.
            bool misleads = !isPart && operation.Takes != FragmentParts.None && Types.IsInteger(parameter.Type);
            Parameter own = new(parameter.Type, name, parameter.RefKind);
            (misleads ? last : parameter.Ordinal < pageAt ? before : after).Add(own);
        }

        after.AddRange(last);
        MoveToEnd(after, parameter => parameter.Kind == RefKind.Out);
        if (operation.Takes != FragmentParts.None && integers < 2)
            return $"'{called.Symbol.Name}' takes no offset and size behind the page";

        string page = Access(need.Page!, called.Others.Select(parameter => parameter.Name).ToArray());
        ITypeSymbol pageType = TypeOf(need.Page!);
        bool maybeNull = _home.Annotations && pageType is { IsReferenceType: true, NullableAnnotation: NullableAnnotation.Annotated };
        string call;
        if (called.Page is null)
        {
            string member = HomeStyle.Escaped(called.Symbol.Name);
            call = called.Symbol is IMethodSymbol ? $"{page}{(need.SkipsMissingPage ? "?" : maybeNull ? "!" : "")}.{member}({Arguments(null)})" : $"{page}{(need.SkipsMissingPage ? "?" : maybeNull ? "!" : "")}.{member}";
        }
        else
        {
            if (Converted(page, pageType, called.Page.Type) is not string handed)
                return $"'{called.Symbol.Name}' takes no '{need.Page!.Name}'";
            if (maybeNull && !need.SkipsMissingPage && called.Page.Type is { IsReferenceType: true, NullableAnnotation: NullableAnnotation.NotAnnotated })
                handed += "!";
            call = $"{receiver ?? Target(called.Symbol.ContainingType)}.{HomeStyle.Escaped(called.Symbol.Name)}({Arguments(handed)})";
        }

        if (operation.AddsOffset && operation.Takes == FragmentParts.None)
        {
            if (Address(call, called.Returns, need.Offset!) is not string address)
                return $"'{called.Symbol.Name}' returns '{called.Returns.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)}', to which no offset can be added";
            call = address;
        }

        if (need.SkipsMissingPage && returns is { IsValueType: true })
            returnsNullable = true;
        string statement = returns is null ? call + ";" : $"return {call};";
        if (need.SkipsMissingPage && called.Page is not null)
        {
            if (returns is not null)
                return "its result is used, and there may be no page";
            statements.Add($"if ({page} is not null)");
            statement = _style.Indent + statement;
            if (!_home.Knows(LanguageVersion.CSharp9))
                statements[0] = $"if ({page} != null)";
        }

        statements.Add(statement);
        return null;

        string Arguments(string? handed)
        {
            if (called.Symbol is not IMethodSymbol method)
                return "";
            List<string> list = new();
            bool skipped = false;
            foreach (IParameterSymbol parameter in method.Parameters)
            {
                string? text = SymbolEqualityComparer.Default.Equals(parameter, called.Page) ? handed : arguments.TryGetValue(parameter, out string? own) ? own : null;
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
            return $"({Type(wanted)})({offset} + {added})";
        return Converted(offset, type, wanted) is string converted ? $"{converted} + {added}" : null;
    }

    private string? Address(string page, ITypeSymbol type, ISymbol offset)
    {
        string own = Access(offset);
        if (!Types.IsInteger(TypeOf(offset)))
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
        if (type.SpecialType is SpecialType.System_IntPtr or SpecialType.System_UIntPtr && Types.Bits(TypeOf(offset)) <= 32 && TypeOf(offset).SpecialType != SpecialType.System_UInt32 && !_home.Knows(LanguageVersion.CSharp11))
            return $"{page} + {own}";
        return Converted(own, TypeOf(offset), type) is string converted ? $"{page} + {converted}" : null;
    }

    private string? Converted(string expression, ITypeSymbol from, ITypeSymbol to)
    {
        Conversion conversion = ((CSharpCompilation)_home.Compilation).ClassifyConversion(from, to);
        return !conversion.Exists ? null : conversion.IsIdentity || conversion.IsImplicit ? expression : $"({Type(to)}){expression}";
    }

    /// <summary>The same for a container and an index: it calls the form that takes the fragment.</summary>
    private WrittenAccessor? Forward(AccessorNeed need, string name, ContainerWalk walk, Parameter fragment, List<Parameter> before, List<Parameter> after, string result)
    {
        string[] taken = before.Concat(after).Select(parameter => parameter.Name).ToArray();
        string container = taken.Contains(walk.Name) ? "container" : HomeStyle.Escaped(walk.Name);
        string index = new[] { "index", "i", "at" }.First(candidate => candidate != container && !taken.Contains(candidate));
        string path = container;
        for (int i = walk.Steps.Length - 1; i >= 0; i--)
        {
            ISymbol step = walk.Steps[i];
            ITypeSymbol stepType = step is IMethodSymbol getter ? getter.ReturnType : TypeOf(step);
            path = step switch
            {
                IMethodSymbol { IsStatic: true } method => $"{Target(method.ContainingType)}.{HomeStyle.Escaped(method.Name)}({path})",
                IMethodSymbol method => $"{path}.{HomeStyle.Escaped(method.Name)}()",
                _ => $"{path}.{HomeStyle.Escaped(step.Name)}",
            };
            if (_home.Annotations && stepType is { IsReferenceType: true, NullableAnnotation: NullableAnnotation.Annotated })
                path += "!";
        }

        ISymbol array = walk.Steps[0];
        ITypeSymbol arrayType = array is IMethodSymbol handedOut ? handedOut.ReturnType : TypeOf(array);
        bool isVariable = IsVariable(arrayType);
        if (!isVariable && fragment.Kind == RefKind.Ref)
            return null;
        // A struct that holds the fragments in itself: they are changed through a reference to it, and read through one.
        RefKind kind = !walk.Type.IsValueType ? RefKind.None : fragment.Kind == RefKind.Ref ? RefKind.Ref : RefKind.In;
        string passed = isVariable ? fragment.Kind switch { RefKind.Ref => "ref ", RefKind.None => "", _ => "in " } : "";
        List<string> arguments = before.Select(Passed).Append($"{passed}{path}[{index}]").Concat(after.Select(Passed)).ToList();
        string call = $"{name}({string.Join(", ", arguments)});";
        List<Parameter> parameters = new(before)
        {
            new Parameter(walk.Type, container, kind, kind == RefKind.None && _home.IsExtension ? "this " : ""),
            new Parameter(_home.Compilation.GetSpecialType(SpecialType.System_Int32), index),
        };
        parameters.AddRange(after);
        List<Parameter> forms = new(before) { fragment };
        forms.AddRange(after);
        string doc = need.HasFragmentForm || _home.Fragment.IsGenericType
            ? $"/// <summary>The same for the fragment at <paramref name=\"{index.TrimStart('@')}\"/>.</summary>"
            : $"/// <inheritdoc cref=\"{name}({string.Join(", ", forms.Select(parameter => CrefKeyword(parameter.Kind) + Cref(parameter.Type)))})\"/>";
        return Member(need, name, result, parameters, new List<string> { result == "void" ? call : "return " + call }, result != "void", doc, byIndex: true);
    }

    private string Cref(ITypeSymbol type) => type is INamedTypeSymbol { IsGenericType: true } ? type.ToDisplayString(s_cref).Replace('<', '{').Replace('>', '}') : Type(type.WithNullableAnnotation(NullableAnnotation.NotAnnotated));

    private static string CrefKeyword(RefKind kind) => Parameter.Keyword(kind);

    private static string Passed(Parameter parameter) => Parameter.Keyword(parameter.Kind == RefKind.RefReadOnlyParameter ? RefKind.In : parameter.Kind) + parameter.Name;

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

    private WrittenAccessor Member(AccessorNeed need, string name, string result, List<Parameter> parameters, List<string> statements, bool returns, string doc, bool byIndex)
    {
        string generic = _home.Fragment.IsGenericType && !_home.IsInstance && !_home.IsFragmentItself ? $"<{string.Join(", ", _home.Fragment.TypeParameters.Select(parameter => parameter.Name))}>" : "";
        string constraints = generic.Length == 0 ? "" : string.Concat(_home.Fragment.TypeParameters.Select(ConstraintsOf));
        bool isUnsafe = parameters.Exists(parameter => HasPointer(parameter.Type)) || result.Contains("*") || new[] { need.Page, need.Called?.Symbol }.Any(symbol => symbol is not null && HasPointer(symbol is IMethodSymbol method ? method.ReturnType : TypeOf(symbol))) || need.Called?.Page is { } page && HasPointer(page.Type) || HasPointerResult(need);
        string modifiers = _home.AccessibilityFor(parameters.Select(parameter => parameter.Type).Concat(ResultTypes(need)))
            + (_home.IsInstance ? need.Operation.Info().Stores == FragmentParts.None && _home.Fragment is { IsValueType: true, IsReadOnly: false } && _home.Knows(LanguageVersion.CSharp8) ? "readonly " : "" : "static ")
            + (isUnsafe ? "unsafe " : "");
        string declaration = $"{modifiers}{result} {name}{generic}({string.Join(", ", parameters.Select((parameter, index) => (index == 0 || parameter.Prefix.Length == 0 ? parameter.Prefix : "") + Parameter.Keyword(parameter.Kind) + Type(parameter.Type) + " " + parameter.Name))}){constraints}";
        List<string> lines = new() { doc };
        if (name != need.Operation.ToString() || _home.NeedsMark)
            lines.Add(name != need.Operation.ToString() ? $"[{Type(_home.AccessorMark!)}({Target(_home.OperationMark!)}.{need.Operation})]" : $"[{Type(_home.AccessorMark!)}]");
        if (statements.Count == 1 && _style.ExpressionBodies && _home.Knows(LanguageVersion.CSharp6))
        {
            string value = returns ? statements[0].Substring("return ".Length) : statements[0];
            if (_types.LengthOf($"{declaration} => {value}") + _home.Indentation <= Widest)
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

    private static bool HasPointerResult(AccessorNeed need) => new[] { need.Offset, need.Size }.Any(symbol => symbol is not null && HasPointer(TypeOf(symbol)));

    private static IEnumerable<ITypeSymbol> ResultTypes(AccessorNeed need)
    {
        if (need.Called is not null)
            yield return need.Called.Returns;
        else if ((need.Page ?? need.Offset ?? need.Size) is ISymbol part)
            yield return TypeOf(part);
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
        constraints.AddRange(parameter.ConstraintTypes.Select(type => Type(type)));
        if (parameter.HasConstructorConstraint)
            constraints.Add("new()");
        return constraints.Count == 0 ? "" : $" where {parameter.Name} : {string.Join(", ", constraints)}";
    }

    /// <summary>What a caller has to know: what it is, and who owns what afterwards.</summary>
    private string Doc(AccessorNeed need, ITypeSymbol? returns)
    {
        string text = need.Operation switch
        {
            FragmentOperation.Ref => "Takes a reference on the fragment's page; the caller owes one <c>Unref</c>.",
            FragmentOperation.Unref => "Drops a reference on the fragment's page; the fragment still names the page afterwards.",
            FragmentOperation.Page => "The fragment's page, borrowed: no reference is taken." + (_home.Annotations && TypeOf(need.Page!) is { IsReferenceType: true, NullableAnnotation: NullableAnnotation.Annotated } ? " Null when it has none." : ""),
            FragmentOperation.SetPage => "Stores the page alone. Takes no reference, and drops none on the old page.",
            FragmentOperation.Address => "Address of the fragment's first byte: the page's address plus the fragment's offset. Takes no reference.",
            FragmentOperation.Phys => "Physical address of the fragment's first byte: the page's plus the fragment's offset. Takes no reference.",
            FragmentOperation.DmaMap => MapDoc(need),
            FragmentOperation.Size => "The fragment's length, in bytes.",
            FragmentOperation.SetSize => "Sets the fragment's length, in bytes.",
            FragmentOperation.AddSize => "Adds to the fragment's length, in bytes" + (IsSigned(need.Size) ? "; negative numbers shorten it." : "."),
            FragmentOperation.Offset => "Where the fragment starts, in bytes from the start of the page.",
            FragmentOperation.SetOffset => "Sets where the fragment starts, in bytes from the start of the page.",
            FragmentOperation.AddOffset => "Moves the fragment's start by a number of bytes" + (IsSigned(need.Offset) ? "; negative numbers move it towards the start of the page." : "."),
            _ => "Stores page, offset and size at once. Takes no reference: the caller's goes to the fragment.",
        };
        if (need.SkipsMissingPage && need.Operation.Info().References != 0)
            text += " Does nothing where there is no page.";
        else if (returns is not null && need.Operation.Info().References != 0)
            text += $" Returns what <c>{need.Called!.Symbol.Name}</c> does.";
        return DocComment(text, _home.Indentation);
    }

    /// <summary>In one line where it fits into one, with the indentation that it will have; wrapped where not.</summary>
    public static string DocComment(string text, int indentation)
    {
        const string Start = "/// ";
        string line = $"{Start}<summary>{text}</summary>";
        if (line.Length + indentation <= Widest)
            return line;
        List<string> lines = new() { Start + "<summary>" };
        string current = Start.TrimEnd();
        foreach (string word in text.Split(' '))
        {
            if (current.Length + 1 + word.Length + indentation > Widest)
            {
                lines.Add(current);
                current = Start.TrimEnd();
            }

            current += " " + word;
        }

        lines.Add(current);
        lines.Add(Start + "</summary>");
        return string.Join("\n", lines);
    }

    private static string MapDoc(AccessorNeed need)
    {
        IParameterSymbol[] parts = need.Called!.Others.Where(parameter => Types.IsInteger(parameter.Type) && parameter.RefKind == RefKind.None && !(parameter.Ordinal < need.Called.Page?.Ordinal)).Take(2).ToArray();
        return $"Maps <paramref name=\"{parts[1].Name}\"/> bytes, <paramref name=\"{parts[0].Name}\"/> bytes into the fragment, for DMA. Takes no reference; the caller owes one unmap of the same size.";
    }

    private static bool IsSigned(ISymbol? part) => Types.IsSigned(TypeOf(part!)) || Types.Bits(TypeOf(part!)) < 32;

    private string Access(ISymbol member, params string[] parameters)
    {
        string name = HomeStyle.Escaped(member.Name);
        return !_home.IsInstance || parameters.Contains(member.Name) ? $"{_self}.{name}" : name;
    }

    /// <summary>The fragment keeps its name; who would be called the same gets another one.</summary>
    private string Free(string name, CalledRaw called, IParameterSymbol? itself = null)
    {
        HashSet<string> taken = new(called.Others.Where(other => !SymbolEqualityComparer.Default.Equals(other, itself)).Select(other => other.Name)) { _home.FragmentName };
        while (taken.Contains(name))
            name = "the" + char.ToUpperInvariant(name[0]) + name.Substring(1);
        return name;
    }

    private static void MoveToEnd(List<Parameter> parameters, System.Predicate<Parameter> which)
    {
        List<Parameter> moved = parameters.FindAll(which);
        parameters.RemoveAll(which);
        parameters.AddRange(moved);
    }

    private string Type(ITypeSymbol type) => _types.Type(type);

    private string Target(ITypeSymbol type) => _types.Target(type);

    private static bool HasPointer(ITypeSymbol type) => type is IPointerTypeSymbol or IFunctionPointerTypeSymbol || type is IArrayTypeSymbol array && HasPointer(array.ElementType);

    private static bool IsSealed(ITypeSymbol type) => Types.Is(type, Roles.Namespace, "FragPage", arity: 1);

    private static ITypeSymbol TypeOf(ISymbol member) => member switch
    {
        IFieldSymbol field => field.Type,
        IPropertySymbol property => property.Type,
        IMethodSymbol method => method.ReturnType,
        _ => ((IParameterSymbol)member).Type,
    };
}
