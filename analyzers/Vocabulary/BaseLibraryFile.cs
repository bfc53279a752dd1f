using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace FragApi.Analyzers.Vocabulary;

/// <summary>What a row of the base library's pairs says its method does.</summary>
internal enum PairKind
{
    /// <summary>The result, an <c>out</c> parameter or what is constructed arrives owned.</summary>
    Owned,

    /// <summary>Another reference on the receiver; a flag or a pointer among the parameters tells whether it was taken.</summary>
    Get,

    /// <summary>The operand is given back.</summary>
    Put,

    /// <summary>The operand is given back, and the result arrives instead of it.</summary>
    Renews,
}

/// <summary>A method of the base library, all its overloads, and one of its operands.</summary>
internal sealed class PairMember
{
    /// <summary>The receiver.</summary>
    public const string This = "this";

    /// <summary>The one <c>out</c> parameter.</summary>
    public const string Out = "out";

    private PairMember(string id, string @namespace, string type, int arity, string method, string? operand)
    {
        Id = id;
        Namespace = @namespace;
        Type = type;
        Arity = arity;
        Method = method;
        Operand = operand;
    }

    /// <summary>The documentation comment id, without parameters.</summary>
    public string Id { get; }

    public string Namespace { get; }

    public string Type { get; }

    public int Arity { get; }

    /// <summary>The method's name in metadata: a constructor's is <c>.ctor</c>.</summary>
    public string Method { get; }

    /// <summary>A parameter's name, <see cref="This"/> or <see cref="Out"/>; null for the result.</summary>
    public string? Operand { get; }

    /// <summary>By which the type is found in an assembly.</summary>
    public string MetadataName => $"{Namespace}.{Type}{(Arity > 0 ? $"`{Arity}" : "")}";

    /// <summary>As text: <c>ArrayPool.Rent</c>.</summary>
    public string Name => Method == ".ctor" ? $"new {Type}{(Arity > 0 ? "<T>" : "")}" : $"{Type}.{Method}";

    /// <summary>The type is the one that declares the method.</summary>
    public bool IsOn(ITypeSymbol? type) => Types.Is(type, Namespace, Type, Arity);

    public static PairMember Parse(string text)
    {
        string id = text.Substring(2);
        int constructor = id.IndexOf(".#ctor", StringComparison.Ordinal);
        int hash = id.IndexOf('#', constructor < 0 ? 0 : constructor + 2);
        string? operand = hash < 0 ? null : id.Substring(hash + 1);
        string path = hash < 0 ? id : id.Substring(0, hash);
        int dot = constructor >= 0 ? constructor : path.LastIndexOf('.');
        string method = constructor >= 0 ? ".ctor" : path.Substring(dot + 1);
        string type = path.Substring(0, dot);
        int home = type.LastIndexOf('.');
        int tick = type.IndexOf('`');
        return new PairMember(
            "M:" + path,
            type.Substring(0, home),
            type.Substring(home + 1, (tick < 0 ? type.Length : tick) - home - 1),
            tick < 0 ? 0 : int.Parse(type.Substring(tick + 1), System.Globalization.CultureInfo.InvariantCulture),
            method,
            operand);
    }
}

/// <summary>One row: what acquires, what gives back, and what it is.</summary>
internal sealed class PairRow
{
    public PairRow(PairKind kind, PairMember member, PairMember? end, string resource, When when, ImmutableHashSet<string> names)
    {
        Kind = kind;
        Member = member;
        End = end;
        Resource = resource;
        When = when;
        Names = names;
    }

    public PairKind Kind { get; }

    public PairMember Member { get; }

    /// <summary>What gives it back; null where the row is an end itself.</summary>
    public PairMember? End { get; }

    /// <summary>The name of the kind of thing.</summary>
    public string Resource { get; }

    public When When { get; }

    /// <summary>The identifiers by which code gets to its methods.</summary>
    public ImmutableHashSet<string> Names { get; }
}

/// <summary>
/// The base library's pairs, as the embedded binding file <c>BaseLibrary.Bindings.txt</c> has them: the one place where
/// they are written down. It is read once, and resolved against no compilation: one that uses none of it pays nothing.
/// </summary>
internal static class BaseLibraryFile
{
    public static ImmutableArray<PairRow> Rows { get; }

    /// <summary>The identifiers by which code gets to these methods.</summary>
    public static ImmutableHashSet<string> Names { get; }

    /// <summary>Those of them that what is acquired comes by.</summary>
    public static ImmutableHashSet<string> AcquiringNames { get; }

    static BaseLibraryFile()
    {
        ImmutableArray<PairRow>.Builder rows = ImmutableArray.CreateBuilder<PairRow>();
        using Stream stream = typeof(BaseLibraryFile).Assembly.GetManifestResourceStream("BaseLibrary.Bindings.txt");
        using StreamReader reader = new(stream);
        while (reader.ReadLine() is string line)
        {
            string[] words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length > 0 && words[0][0] != '#')
                rows.Add(RowOf(words));
        }

        Rows = rows.ToImmutable();
        AcquiringNames = Rows.Where(row => row.Kind == PairKind.Owned && row.Member.Method != ".ctor")
            .Select(row => row.Names.Contains(row.Member.Method) ? row.Member.Method : row.Member.Type).ToImmutableHashSet(StringComparer.Ordinal);
        Names = Rows.SelectMany(row => row.Names).ToImmutableHashSet(StringComparer.Ordinal);
    }

    private static PairRow RowOf(string[] words)
    {
        ImmutableHashSet<string>.Builder names = ImmutableHashSet.CreateBuilder<string>(StringComparer.Ordinal);
        Dictionary<string, string> options = new(StringComparer.Ordinal);
        for (int i = 2; i < words.Length; i++)
        {
            int equals = words[i].IndexOf('=');
            options.Add(words[i].Substring(0, equals), words[i].Substring(equals + 1));
        }

        PairKind kind = words[0] switch
        {
            "owned" => PairKind.Owned,
            "page-get" => PairKind.Get,
            "page-put" => PairKind.Put,
            _ => PairKind.Renews,
        };
        PairMember member = PairMember.Parse(words[1]);
        PairMember? end = options.TryGetValue("by", out string? by) ? PairMember.Parse(by) : null;
        When when = options.TryGetValue("when", out string? condition) ? (When)Enum.Parse(typeof(When), condition) : When.Always;
        options.TryGetValue("found", out string? found);
        Find(member, found);
        if (end is not null)
            Find(end, found);
        return new PairRow(kind, member, end, options["kind"], when, names.ToImmutable());

        // Everything is disposed of; what that is of is told by the type.
        void Find(PairMember at, string? only)
        {
            bool named = at.Method is not ("Dispose" or ".ctor");
            if (only != "method" || !named && at != member)
                names.Add(at.Type);
            if (only != "type" && named)
                names.Add(at.Method);
        }
    }
}
