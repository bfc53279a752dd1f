using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using FragApi.Cli.Hosting;
using FragApi.Cli.Loading;
using FragApi.Cli.Surveying;

namespace FragApi.Cli.Checking;

/// <summary>Findings that are known: so many of a rule, in a file, on a line that says this.</summary>
/// <param name="Rule">For humans, and to tell what a run looked for.</param>
/// <param name="File">Relative to the root.</param>
/// <param name="Count">How many equal lines of the file have it.</param>
/// <param name="Fingerprint">See <see cref="Fingerprints"/>.</param>
/// <param name="Message">For humans.</param>
internal sealed record BaselineEntry(string Rule, string File, int Count, string Fingerprint, string Message);

/// <summary>What a baseline makes of a run.</summary>
/// <param name="New">The findings that it does not know.</param>
/// <param name="Kept">The baseline without what no longer occurs.</param>
/// <param name="Stale">How many known findings no longer occur.</param>
/// <param name="Moves">Files that are there under another name.</param>
internal sealed record BaselineMatch(ImmutableArray<Finding> New, Baseline Kept, int Stale, ImmutableArray<BaselineMove> Moves);

/// <summary>A file that is gone, and the one that has its findings now.</summary>
internal sealed record BaselineMove(string From, string To, int Count);

/// <summary>
/// A file of known findings that may only shrink. One entry a line, sorted, so that a diff of it can be reviewed.
/// </summary>
internal sealed class Baseline(IEnumerable<BaselineEntry> entries)
{
    private const int Version = 1;

    private static readonly JsonSerializerOptions s_options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    private sealed record Document(int Version, BaselineEntry[] Findings);

    /// <summary>By file, rule and fingerprint.</summary>
    public ImmutableArray<BaselineEntry> Entries { get; } =
    [
        .. entries.OrderBy(entry => entry.File, StringComparer.Ordinal).ThenBy(entry => entry.Rule, StringComparer.Ordinal).ThenBy(entry => entry.Fingerprint, StringComparer.Ordinal),
    ];

    /// <summary>How many findings it knows.</summary>
    public int Count => Entries.Sum(entry => entry.Count);

    /// <summary>A baseline that knows these findings and no others.</summary>
    public static Baseline Of(IEnumerable<Finding> findings, CodeBase code) => new(
        findings.GroupBy(finding => KeyOf(finding, code)).Select(same => new BaselineEntry(same.First().Rule.Id, same.Key.File, same.Count(), same.Key.Fingerprint, same.First().Message)));

    /// <exception cref="ToolException">It cannot be read, or is no baseline.</exception>
    public static Baseline Read(string path)
    {
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new ToolException(ExitCode.Usage, $"--baseline {path}: it could not be read: {problem.Message}");
        }

        Document document;
        try
        {
            document = JsonSerializer.Deserialize<Document>(text, s_options) ?? throw new JsonException("it is empty", null, 0, 0);
        }
        catch (JsonException problem)
        {
            throw Malformed(path, (int)(problem.LineNumber ?? 0) + 1, problem.Message.Split(" Path: ")[0].Split(" LineNumber: ")[0]);
        }

        if (document.Version != Version)
            throw Malformed(path, LineOf(text, "\"version\""), $"its version is {document.Version}, and this tool knows version {Version}.");
        if (Array.Exists(document.Findings, entry => entry is null))
            throw Malformed(path, LineOf(text, "null"), "an entry is null.");
        if (document.Findings.FirstOrDefault(entry => entry.Count < 1 || entry.Fingerprint.Length == 0) is BaselineEntry odd)
            throw Malformed(path, LineOf(text, JsonSerializer.Serialize(odd.Fingerprint, s_options)), "an entry needs a fingerprint, and a count of 1 or more.");
        if (document.Findings.GroupBy(entry => (entry.File, entry.Fingerprint)).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw Malformed(path, LineOf(text, JsonSerializer.Serialize(twice.Key.Fingerprint, s_options)), $"{twice.Key.File} has this fingerprint twice.");
        return new Baseline(document.Findings);
    }

    /// <summary>The file's text.</summary>
    public override string ToString()
    {
        StringBuilder text = new($"{{\n\"version\": {Version},\n\"findings\": [\n");
        text.AppendJoin(",\n", Entries.Select(entry => JsonSerializer.Serialize(entry, s_options)));
        return text.Append(Entries.IsEmpty ? "]\n}\n" : "\n]\n}\n").ToString();
    }

    /// <summary>Tells the findings that are known from those that are new.</summary>
    /// <param name="result">A check without failures knows what no longer occurs; one with failures does not.</param>
    /// <param name="selection">What was looked for: the other entries stay.</param>
    /// <param name="code">For paths.</param>
    public BaselineMatch Match(CheckResult result, Selection selection, CodeBase code)
    {
        Dictionary<(string, string), int> left = Entries.ToDictionary(entry => (entry.File, entry.Fingerprint), entry => entry.Count);
        List<Finding> unknown = [];
        foreach (Finding finding in result.Findings)
        {
            (string, string) key = KeyOf(finding, code);
            if (left.TryGetValue(key, out int known) && known > 0)
                left[key] = known - 1;
            else
                unknown.Add(finding);
        }

        ImmutableArray<BaselineMove> moves = Moves(unknown, left, selection, code);
        List<BaselineEntry> kept = [];
        foreach (BaselineMove move in moves)
        {
            foreach (Finding finding in unknown.Where(finding => code.Relative(finding.Place.Path) == move.To).ToList())
            {
                if (left.GetValueOrDefault((move.From, finding.Fingerprint)) is not (> 0 and int known))
                    continue;
                left[(move.From, finding.Fingerprint)] = known - 1;
                unknown.Remove(finding);
                kept.Add(new BaselineEntry(finding.Rule.Id, move.To, 1, finding.Fingerprint, finding.Message));
            }
        }

        HashSet<string> moved = [.. moves.Select(move => move.From)];
        kept = [.. kept.GroupBy(entry => (entry.File, entry.Fingerprint)).Select(same => same.First() with { Count = same.Count() })];
        int stale = 0;
        foreach (BaselineEntry entry in Entries)
        {
            if (moved.Contains(entry.File))
            {
                stale += left[(entry.File, entry.Fingerprint)];
                continue;
            }

            int gone = result.Failures.IsEmpty && WasLookedFor(entry, result, selection, code) ? left[(entry.File, entry.Fingerprint)] : 0;
            stale += gone;
            if (entry.Count > gone)
                kept.Add(entry with { Count = entry.Count - gone });
        }

        return new BaselineMatch([.. unknown], new Baseline(kept), stale, moves);
    }

    /// <summary>
    /// Files that are gone, each with a file that was not known before and has at least half of its findings: nothing
    /// else tells a file that moved from one that was mended while another was spoiled.
    /// </summary>
    private ImmutableArray<BaselineMove> Moves(List<Finding> unknown, Dictionary<(string File, string Fingerprint), int> left, Selection selection, CodeBase code)
    {
        HashSet<string> known = [.. Entries.Select(entry => entry.File)];
        List<(string File, List<BaselineEntry> Entries)> gone = [.. Entries.Where(entry => selection.TakesRule(entry.Rule)).GroupBy(entry => entry.File).Where(file => !File.Exists(Path.Combine(code.Root, file.Key))).Select(file => (file.Key, file.ToList()))];
        if (gone.Count == 0)
            return [];
        List<BaselineMove> candidates = [];
        foreach (IGrouping<string, Finding> file in unknown.GroupBy(finding => code.Relative(finding.Place.Path)).Where(file => !known.Contains(file.Key)))
        {
            Dictionary<string, int> here = file.GroupBy(finding => finding.Fingerprint).ToDictionary(same => same.Key, same => same.Count(), StringComparer.Ordinal);
            foreach ((string from, List<BaselineEntry> entries) in gone)
            {
                int common = entries.Sum(entry => Math.Min(left[(from, entry.Fingerprint)], here.GetValueOrDefault(entry.Fingerprint)));
                if (common > 0 && 2 * common >= entries.Sum(entry => entry.Count))
                    candidates.Add(new BaselineMove(from, file.Key, common));
            }
        }

        List<BaselineMove> moves = [];
        foreach (BaselineMove move in candidates
            .OrderByDescending(move => Path.GetFileName(move.From) == Path.GetFileName(move.To)).ThenByDescending(move => move.Count)
            .ThenBy(move => move.From, StringComparer.Ordinal).ThenBy(move => move.To, StringComparer.Ordinal))
        {
            if (!moves.Exists(other => other.From == move.From || other.To == move.To))
                moves.Add(move);
        }

        return [.. moves];
    }

    /// <summary>The same after files were renamed.</summary>
    public Baseline Renamed(IReadOnlyDictionary<string, string> names) => new(
        Entries.Select(entry => names.TryGetValue(entry.File, out string? name) ? entry with { File = name } : entry)
            .GroupBy(entry => (entry.File, entry.Fingerprint)).Select(same => same.First() with { Count = same.Sum(entry => entry.Count) }));

    /// <summary>Whether the run would have found it, were it still there.</summary>
    private static bool WasLookedFor(BaselineEntry entry, CheckResult result, Selection selection, CodeBase code) =>
        selection.TakesRule(entry.Rule) && selection.Takes(entry.File)
        && (result.Files.Contains(entry.File) || !File.Exists(Path.Combine(code.Root, entry.File)));

    private static (string File, string Fingerprint) KeyOf(Finding finding, CodeBase code) => (code.Relative(finding.Place.Path), finding.Fingerprint);

    private static int LineOf(string text, string what)
    {
        int at = text.IndexOf(what, StringComparison.Ordinal);
        return at < 0 ? 1 : text[..at].Count(character => character == '\n') + 1;
    }

    private static ToolException Malformed(string path, int line, string what) =>
        new(ExitCode.Usage, $"{path}({line}): this is no baseline: {what} Restore the file from version control, or delete it and make it anew with --update-baseline.");
}
