using System.Collections.Generic;
using System.Linq;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;

namespace FragApi.CodeFixes.Generating;

/// <summary>What an accessor takes beside the fragment, what it returns, and what it does.</summary>
internal sealed class AccessorBody
{
    private readonly AccessorHome _home;
    private readonly Spelling _spelling;

    private AccessorBody(AccessorHome home, Spelling spelling)
    {
        _home = home;
        _spelling = spelling;
    }

    /// <summary>What stands in front of the fragment.</summary>
    public List<WrittenParameter> Before { get; } = new();

    /// <summary>What stands behind the fragment.</summary>
    public List<WrittenParameter> After { get; } = new();

    /// <summary>Null where it returns nothing.</summary>
    public ITypeSymbol? Returns { get; set; }

    public bool ReturnsNullable { get; set; }

    public List<string> Statements { get; } = new();

    /// <summary>The body for a need, or null and why there is none.</summary>
    public static AccessorBody? Of(AccessorNeed need, AccessorHome home, Spelling spelling, out string? refused)
    {
        AccessorBody body = new(home, spelling);
        refused = body.Fill(need);
        return refused is null ? body : null;
    }

    /// <summary>Null, or why there is none.</summary>
    private string? Fill(AccessorNeed need)
    {
        if (need.Page is not null && IsSealed(Spelling.TypeOf(need.Page)))
            return $"the page '{need.Page.Name}' is sealed";
        if (need.Called is not null)
            return new RawCall(need, _home, _spelling).WriteTo(this);
        OperationInfo operation = need.Operation.Info();
        ISymbol? part = need.Page ?? need.Offset ?? need.Size;
        if (operation.IsGetter)
        {
            Returns = Spelling.TypeOf(part!);
            Statements.Add($"return {_spelling.Access(part!)};");
            return null;
        }

        if (operation.Shifts)
            return Shift(part!);
        foreach ((ISymbol? stored, string name) in new[] { (need.Page, "page"), (need.Offset, "offset"), (need.Size, "size") })
        {
            if (stored is null)
                continue;
            if (name != "page" && !Types.IsInteger(Spelling.TypeOf(stored)))
                return $"'{stored.Name}' is no integer";
            After.Add(new WrittenParameter(Spelling.TypeOf(stored), name));
            Statements.Add($"{_spelling.Access(stored, name)} = {name};");
        }

        if (new[] { need.Page, need.Offset, need.Size }.Any(stored => stored is IPropertySymbol { SetMethod.IsInitOnly: true }))
        {
            if (Statements.Count < 3 || _home.IsInstance || _home.Fragment.IsReferenceType)
                return $"'{part!.Name}' is set when the fragment is made, and never again";
            Statements.Clear();
            Statements.Add($"{_spelling.Self} = new {_spelling.Type(_home.FragmentReference)} {{ {need.Page!.Name} = page, {need.Offset!.Name} = offset, {need.Size!.Name} = size }};");
        }

        return null;
    }

    private string? Shift(ISymbol part)
    {
        ITypeSymbol type = Spelling.TypeOf(part);
        if (!Types.IsInteger(type))
            return $"'{part.Name}' is no integer";
        // A narrow number takes what is added as an int, so that it can be taken away with a minus.
        if (Types.Bits(type) < 32)
        {
            After.Add(new WrittenParameter(_home.Compilation.GetSpecialType(SpecialType.System_Int32), "delta"));
            Statements.Add($"{_spelling.Access(part, "delta")} = ({_spelling.Type(type)})({_spelling.Access(part, "delta")} + delta);");
        }
        else
        {
            After.Add(new WrittenParameter(type, "delta"));
            Statements.Add($"{_spelling.Access(part, "delta")} += delta;");
        }

        return null;
    }

    private static bool IsSealed(ITypeSymbol type) => Types.Is(type, Roles.Namespace, "FragPage", arity: 1);
}
