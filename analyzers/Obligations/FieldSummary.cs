using System.Collections.Generic;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace FragApi.Analyzers.Obligations;

/// <summary>What the fields of the object hold after a body, as far as every way out agrees on it: the same value; or released, unless there was nothing.</summary>
internal static class FieldSummary
{
    public static ImmutableArray<LeftField> Of(Returns returns)
    {
        Dictionary<ISymbol, List<LeftField>> all = new(SymbolEqualityComparer.Default);
        foreach (PathState state in returns.States)
        {
            foreach (LeftField field in returns.Walker.FieldsAt(state))
            {
                if (!all.TryGetValue(field.Field, out List<LeftField>? known))
                    all.Add(field.Field, known = new List<LeftField>());
                known.Add(field);
            }
        }

        // Then the caller knows nothing of any of them.
        if (all.Count == 0)
            return ImmutableArray<LeftField>.Empty;
        ImmutableArray<LeftField>.Builder fields = ImmutableArray.CreateBuilder<LeftField>();
        foreach (List<LeftField> known in all.Values)
        {
            LeftField one = known.Find(field => field.Released is not null);
            if (one.Field is null)
                one = known[0];
            bool agrees = known.Count == returns.States.Count && known.TrueForAll(field => one.Released is null ? field.Value.Equals(one.Value) && field.Released is null : field.Released == one.Released || field.Value.Kind == ValueKind.Null);
            fields.Add(agrees ? one : new LeftField(one.Field!, Value.Unknown, null, null));
        }

        // What is written, and of which nothing is known on the way out, is not what it was.
        foreach (ISymbol written in returns.Walker.WrittenFields())
        {
            if (!all.ContainsKey(written))
                fields.Add(new LeftField(written, Value.Unknown, null, null));
        }

        return fields.ToImmutable();
    }
}
