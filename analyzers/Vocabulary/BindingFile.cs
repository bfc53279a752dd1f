using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Analyzers.Vocabulary;

/// <summary>One well-formed line: <c>keyword  documentation-comment-id[#parameter]  [key=value]</c>. Nothing is resolved yet.</summary>
internal sealed class BindingLine
{
    public BindingLine(RoleInfo role, string id, TextSpan idSpan, string? parameter, RoleOption option, string? value, TextSpan valueSpan, TextSpan span)
    {
        Role = role;
        Id = id;
        IdSpan = idSpan;
        Parameter = parameter;
        Option = option;
        Value = value;
        ValueSpan = valueSpan;
        Span = span;
    }

    public RoleInfo Role { get; }

    /// <summary>The documentation comment id, without the parameter.</summary>
    public string Id { get; }

    public TextSpan IdSpan { get; }

    /// <summary>The parameter that is meant, or null for the symbol itself.</summary>
    public string? Parameter { get; }

    public RoleOption Option { get; }

    public string? Value { get; }

    public TextSpan ValueSpan { get; }

    /// <summary>The line without comment and surrounding space.</summary>
    public TextSpan Span { get; }
}

/// <summary>What is wrong with a stretch of a binding file.</summary>
internal readonly struct BindingError
{
    public BindingError(TextSpan span, string message)
    {
        Span = span;
        Message = message;
    }

    public TextSpan Span { get; }

    public string Message { get; }
}

/// <summary>
/// The text of a binding file, parsed line by line; knows nothing of a compilation. A malformed line becomes an error
/// with its span and never stops the others.
/// </summary>
internal sealed class BindingFile
{
    private const string Pack = "pack";

    private BindingFile(ImmutableArray<BindingLine> lines, ImmutableArray<BindingError> errors, bool isPack)
    {
        Lines = lines;
        Errors = errors;
        IsPack = isPack;
    }

    public ImmutableArray<BindingLine> Lines { get; }

    public ImmutableArray<BindingError> Errors { get; }

    /// <summary>
    /// It is for whichever version of a library is there, or none: a line <c>pack NAME</c> says so. What names nothing in
    /// a compilation is then nobody's mistake.
    /// </summary>
    public bool IsPack { get; }

    // Not the host's own: a path may come from another one.
    private static readonly char[] s_separators = { '/', '\\' };

    private static readonly string[] s_truths = { "true", "false" };

    /// <summary>Whether a file of that path is a binding file: <c>FragApi.Bindings*.txt</c>.</summary>
    public static bool IsBindingFile(string path)
    {
        string name = path.Substring(path.LastIndexOfAny(s_separators) + 1);
        return name.StartsWith("FragApi.Bindings", StringComparison.OrdinalIgnoreCase)
            && name.EndsWith(".txt", StringComparison.OrdinalIgnoreCase);
    }

    public static BindingFile Parse(SourceText text)
    {
        ImmutableArray<BindingLine>.Builder lines = ImmutableArray.CreateBuilder<BindingLine>();
        ImmutableArray<BindingError>.Builder errors = ImmutableArray.CreateBuilder<BindingError>();
        bool isPack = false;
        foreach (TextLine line in text.Lines)
        {
            List<TextSpan> words = Words(text, line.Span);
            if (words.Count == 2 && text.ToString(words[0]) == Pack)
                isPack = true;
            else if (words.Count > 0 && ParseLine(text, words, errors) is BindingLine parsed)
                lines.Add(parsed);
        }

        return new BindingFile(lines.ToImmutable(), errors.ToImmutable(), isPack);
    }

    private static BindingLine? ParseLine(SourceText text, List<TextSpan> words, ImmutableArray<BindingError>.Builder errors)
    {
        string keyword = text.ToString(words[0]);
        if (keyword == Pack)
        {
            errors.Add(new BindingError(words[0], "'pack' takes the name of a library, one word"));
            return null;
        }

        RoleInfo? role = Roles.ByKeyword(keyword);
        if (role is null)
        {
            errors.Add(new BindingError(words[0], $"'{keyword}' is not a keyword{DidYouMean(keyword)}"));
            return null;
        }

        if (words.Count < 2)
        {
            errors.Add(new BindingError(words[0], $"'{keyword}' needs a documentation comment id, such as 'M:Vendor.Mm.GetPage(Vendor.Page)'"));
            return null;
        }

        string id = text.ToString(words[1]);
        if (id.Length < 3 || id[1] != ':' || "TFPM".IndexOf(id[0]) < 0)
        {
            errors.Add(new BindingError(words[1], $"'{id}' is not a documentation comment id of a type (T:), field (F:), property (P:) or method (M:)"));
            return null;
        }

        string? parameter = SplitParameter(ref id);
        if (parameter is { Length: 0 })
        {
            errors.Add(new BindingError(words[1], "the name of the parameter is missing after '#'"));
            return null;
        }

        if (parameter is not null && id[0] != 'M')
        {
            errors.Add(new BindingError(words[1], $"only a method (M:) has a parameter '{parameter}'"));
            return null;
        }

        RoleTargets target = parameter is not null ? RoleTargets.Parameter : TargetOf(id);
        if ((role.Targets & target) == 0)
        {
            errors.Add(new BindingError(words[1], $"'{keyword}' does not go on a {Describe(target)}; it goes on a {Describe(role.Targets)}{Instead(role.Role, target, id)}"));
            return null;
        }

        RoleOption option = RoleOption.None;
        string? value = null;
        TextSpan valueSpan = default;
        for (int i = 2; i < words.Count; i++)
        {
            string word = text.ToString(words[i]);
            int equals = word.IndexOf('=');
            if (equals <= 0 || equals == word.Length - 1)
            {
                errors.Add(new BindingError(words[i], $"'{word}' is not of the form key=value"));
                return null;
            }

            string key = word.Substring(0, equals);
            if (role.Option == RoleOption.None || key != RoleInfo.Kebab(role.Option.ToString()))
            {
                string takes = role.Option == RoleOption.None ? "it takes none" : $"it takes '{RoleInfo.Kebab(role.Option.ToString())}'";
                errors.Add(new BindingError(words[i], $"'{keyword}' takes no '{key}'; {takes}"));
                return null;
            }

            if (option != RoleOption.None)
            {
                errors.Add(new BindingError(words[i], $"'{key}' is given twice"));
                return null;
            }

            option = role.Option;
            value = word.Substring(equals + 1);
            valueSpan = TextSpan.FromBounds(words[i].Start + equals + 1, words[i].End);
            if (ValueError(option, value) is string error)
            {
                errors.Add(new BindingError(valueSpan, error));
                return null;
            }
        }

        TextSpan span = TextSpan.FromBounds(words[0].Start, words[words.Count - 1].End);
        if (role.OptionRequired && option == RoleOption.None)
        {
            errors.Add(new BindingError(span, $"'{keyword}' needs '{RoleInfo.Kebab(role.Option.ToString())}=...'"));
            return null;
        }

        return new BindingLine(role, id, words[1], parameter, option, value, valueSpan, span);
    }

    /// <summary>Splits a line at white space. A comment starts at a <c>#</c> that starts a word: ids hold one in <c>#ctor</c> and before a parameter.</summary>
    private static List<TextSpan> Words(SourceText text, TextSpan line)
    {
        List<TextSpan> words = new();
        int position = line.Start;
        while (position < line.End)
        {
            if (char.IsWhiteSpace(text[position]) || text[position] == '\uFEFF')
            {
                position++;
                continue;
            }

            if (text[position] == '#')
                break;
            int start = position;
            while (position < line.End && !char.IsWhiteSpace(text[position]))
                position++;
            words.Add(TextSpan.FromBounds(start, position));
        }

        return words;
    }

    private static string? SplitParameter(ref string id)
    {
        int hash = id.LastIndexOf('#');
        if (hash < 0)
            return null;
        string name = id.Substring(hash + 1);
        bool constructor = hash > 0 && id[hash - 1] == '.' && (name.StartsWith("ctor", StringComparison.Ordinal) || name.StartsWith("cctor", StringComparison.Ordinal));
        // An explicit implementation writes its dots as '#': N.C.N#I#M(System.Int32). Only what follows the parameter
        // list, or a list-less id that is no such name, is a parameter.
        if (constructor || name.IndexOf('(') >= 0)
            return null;
        id = id.Substring(0, hash);
        return name;
    }

    private static RoleTargets TargetOf(string id) => id[0] switch
    {
        'T' => RoleTargets.Type,
        'F' => RoleTargets.Field,
        'P' => RoleTargets.Property,
        _ => id.Contains(".#ctor") ? RoleTargets.Constructor : RoleTargets.Method | RoleTargets.Return,
    };

    private static string? ValueError(RoleOption option, string value) => option switch
    {
        RoleOption.Accessor when !value.StartsWith("T:", StringComparison.Ordinal) || value.Length < 3 =>
            $"'{value}' is not the documentation comment id of a type (T:)",
        RoleOption.Mask when !TryMask(value, out _) => $"'{value}' is not an integer",
        RoleOption.Operation when !IsMember<FragmentOperation>(value) =>
            $"'{value}' is not an operation{MeantOf(value, Enum.GetNames(typeof(FragmentOperation)), "operations")}",
        RoleOption.Orphans or RoleOption.Repeats when value is not ("true" or "false") => $"'{value}' is neither 'true' nor 'false'{Spelling.DidYouMean(value, s_truths)}",
        RoleOption.When when !IsMember<When>(value) => $"'{value}' is no outcome{MeantOf(value, Enum.GetNames(typeof(When)), "outcomes")}",
        _ => null,
    };

    private static string MeantOf(string value, string[] known, string what) => $"{Spelling.DidYouMean(value, known)}{(Spelling.Nearest(value, known) is null ? ";" : "")} {what} are {string.Join(", ", known)}";

    /// <summary>A mask is written in decimal or, after <c>0x</c>, in hexadecimal.</summary>
    public static bool TryMask(string value, out ulong mask) =>
        value.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? ulong.TryParse(value.Substring(2), System.Globalization.NumberStyles.AllowHexSpecifier, System.Globalization.CultureInfo.InvariantCulture, out mask)
            : ulong.TryParse(value, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out mask);

    // Enum.TryParse would take numbers, too.
    private static bool IsMember<T>(string value) where T : struct => Array.IndexOf(Enum.GetNames(typeof(T)), value) >= 0;

    /// <summary>A method that hands a part out is no part, but it is an accessor.</summary>
    private static string Instead(Role role, RoleTargets target, string id)
    {
        FragmentParts part = Operations.PartOf(role);
        if (part == FragmentParts.None || (target & RoleTargets.Method) == 0)
            return "";
        foreach (OperationInfo operation in Operations.All)
        {
            if (operation.IsGetter && operation.Touches == part)
                return $"; a method that hands it out is an accessor: 'fragment-accessor {id} operation={operation.Operation}'";
        }

        return "";
    }

    private static string Describe(RoleTargets targets)
    {
        List<string> names = new();
        foreach (RoleTargets target in new[] { RoleTargets.Type, RoleTargets.Field, RoleTargets.Property, RoleTargets.Method, RoleTargets.Constructor, RoleTargets.Parameter, RoleTargets.Return })
        {
            if ((targets & target) == 0 || (target == RoleTargets.Return && (targets & RoleTargets.Method) != 0))
                continue;
            names.Add(target == RoleTargets.Return ? "method's return value" : target.ToString().ToLowerInvariant());
        }

        return string.Join(" or ", names);
    }

    private static string DidYouMean(string keyword)
    {
        string meant = Spelling.DidYouMean(keyword, Roles.All.Select(info => info.Keyword));
        return meant.Length > 0 ? meant : "; a keyword is the name of an attribute in kebab-case, such as 'page-get'";
    }
}
