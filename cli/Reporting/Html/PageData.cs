using System.Collections.Generic;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace FragApi.Cli.Reporting.Html;

/// <summary>All that the page shows, as its script reads it. Numbers such as <c>file</c> and <c>rule</c> are indices into the lists.</summary>
/// <param name="Tool">Name and version.</param>
/// <param name="Verb"><c>check</c> or <c>convert</c>.</param>
/// <param name="Name">The solution, project or folder.</param>
/// <param name="Made">When, in UTC.</param>
/// <param name="Remarks">What is to be known of the whole: its size, what could not be looked at.</param>
/// <param name="States">What a site can be; the totals and the bars are by these.</param>
/// <param name="Projects">Names.</param>
/// <param name="Files">Paths relative to the root.</param>
/// <param name="Rules">Those that occur.</param>
/// <param name="Lines">Each line of code once.</param>
/// <param name="Sites">In the order in which they are read.</param>
internal sealed record PageData(
    string Tool, string Verb, string Name, string Made, IReadOnlyList<string> Remarks, IReadOnlyList<string> States, IReadOnlyList<string> Projects,
    IReadOnlyList<string> Files, IReadOnlyList<PageRule> Rules, IReadOnlyList<PageLine> Lines, IReadOnlyList<PageSite> Sites)
{
    private static readonly JsonSerializerOptions s_options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        // Escapes what HTML and scripts could take for their own: <, >, &, quotes, U+2028 and U+2029 among them.
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
    };

    /// <summary>As a script block can hold it, whatever stands in it.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, s_options);
}

/// <param name="Id">Such as FRAG1001.</param>
/// <param name="Title">What it says.</param>
/// <param name="Page">Its documentation as HTML.</param>
internal sealed record PageRule(string Id, string Title, string Page);

/// <param name="Text">Without its end.</param>
/// <param name="Runs">Pairs of colour and length, from its start; what is behind the last has no colour.</param>
internal sealed record PageLine([property: JsonPropertyName("t")] string Text, [property: JsonPropertyName("c")] IReadOnlyList<int>? Runs);

/// <summary>One site of a conversion, or one finding.</summary>
/// <param name="Id">The same in the next report as long as the line says the same, so that what was reviewed stays so.</param>
/// <param name="File">Where.</param>
/// <param name="Project">The first one that sees it.</param>
/// <param name="Rule">The rule.</param>
/// <param name="State">What becomes of it, or how severe it is.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
/// <param name="Code">In one line, for lists.</param>
/// <param name="Message">The reason, or what the rule says; null when there is nothing to say.</param>
/// <param name="Parts">The code to look at.</param>
internal sealed record PageSite(
    string Id, int File, int Project, int Rule, int State, int Line, int Column, string Code, string? Message, IReadOnlyList<PagePart> Parts);

/// <summary>A stretch of code.</summary>
/// <param name="File">Where it stands.</param>
/// <param name="Title">What it is; null where the file says it.</param>
/// <param name="Sided">Old and new text side by side.</param>
/// <param name="Rows">Four numbers each: line number and line of the old text, line number and line of the new one. A number 0: there is none; all four: some lines are left out.</param>
/// <param name="Marks">Four numbers each: side (0 or 1), line number, first and last column, from 0: what it is about.</param>
/// <param name="Steps">The stations of a path that lie in it.</param>
internal sealed record PagePart(int File, string? Title, bool Sided, IReadOnlyList<int> Rows, IReadOnlyList<int> Marks, IReadOnlyList<PageStep> Steps);

/// <param name="Number">From 1, over all parts.</param>
/// <param name="From">The step that leads here; 0 for none.</param>
/// <param name="Line">Line number.</param>
/// <param name="Start">First column, from 0.</param>
/// <param name="End">Behind the last.</param>
/// <param name="Text">What happens there.</param>
internal sealed record PageStep(int Number, int From, int Line, int Start, int End, string Text);

/// <summary>Gives each different thing a number.</summary>
internal sealed class Numbering<T> where T : notnull
{
    private readonly Dictionary<T, int> _numbers;
    private readonly List<T> _items = [];

    public Numbering(IEqualityComparer<T>? comparer = null) => _numbers = new Dictionary<T, int>(comparer);

    public IReadOnlyList<T> Items => _items;

    public int this[T item]
    {
        get
        {
            if (!_numbers.TryGetValue(item, out int number))
            {
                _numbers.Add(item, number = _items.Count);
                _items.Add(item);
            }

            return number;
        }
    }
}
