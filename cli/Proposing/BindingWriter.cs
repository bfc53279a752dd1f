using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using FragApi.Analyzers.Vocabulary;

namespace FragApi.Cli.Proposing;

/// <summary>The text of a binding file: what is sure as a line, what is likely as a comment that a person can make a line of, what is open as a question.</summary>
internal sealed class BindingWriter(Func<string, string> relative)
{
    private static readonly (string Title, Role[] Roles)[] s_chapters =
    [
        ("what counts references", [Role.PageGet, Role.PagePut]),
        ("fragments", [Role.Fragment, Role.FragmentPage, Role.FragmentOffset, Role.FragmentSize, Role.FragmentContainer, Role.FragmentCount, Role.FragmentFlags, Role.FragmentAccessor]),
        ("addresses and mappings", [Role.PageAddress, Role.PagePhys, Role.PageMap, Role.PageUnmap, Role.MapCheck]),
        ("who owns", [Role.Owned, Role.Consumes, Role.Borrows, Role.AliasOf]),
    ];

    /// <summary>The file with the proposals behind what it says already.</summary>
    /// <param name="old">What it says; null where there is none.</param>
    /// <param name="proposals">What is new.</param>
    /// <param name="questions">What is open, and not in the file yet.</param>
    public string Write(string? old, IReadOnlyCollection<Proposal> proposals, IReadOnlyCollection<Question> questions)
    {
        string newLine = old?.Contains("\r\n", StringComparison.Ordinal) == true ? "\r\n" : "\n";
        StringBuilder text = new();
        if (old is null)
            text.Append("# What is what here, read off the code by 'fragapi init'; 'fragapi explain bindings' has the syntax.").Append(newLine);
        else
            text.Append(old).Append(old.EndsWith('\n') || old.Length == 0 ? "" : newLine);
        foreach ((string title, Role[] roles) in s_chapters)
        {
            List<Proposal> chapter = [.. proposals.Where(proposal => roles.Contains(proposal.Role)).OrderBy(proposal => proposal.Confidence)];
            if (chapter.Count == 0)
                continue;
            text.Append(newLine).Append("# ").Append(title).Append(newLine);
            int width = chapter.Max(proposal => Statement(proposal).Length);
            foreach (IGrouping<string?, Proposal> group in chapter.GroupBy(proposal => proposal.Confidence == Confidence.Sure ? null : proposal.Reason))
            {
                if (group.Key is string reason)
                    text.Append("# likely: ").Append(reason).Append(newLine);
                foreach (Proposal proposal in group)
                {
                    string line = (group.Key is null ? "" : "#") + Statement(proposal);
                    text.Append(proposal.Evidence.FirstOrDefault() is Evidence why ? $"{line.PadRight(width + 1)} # {relative(why.File)}({why.Line}): {why.Why}" : line).Append(newLine);
                }
            }
        }

        if (questions.Count > 0)
            text.Append(newLine).Append("# open: write the line that is true, or say 'no' in a comment that names the symbol, and take the question out").Append(newLine);
        foreach (Question question in questions)
        {
            text.Append("#? ").Append(Proposal.IdOf(question.Symbol)).Append(": ").Append(string.Join(" or ", question.Roles.Select(role => Roles.Info(role).Keyword))).Append("? ").Append(question.Why);
            text.Append(question.Evidence.FirstOrDefault() is Evidence where ? $" ({relative(where.File)}({where.Line}))" : "").Append(newLine);
        }

        return text.ToString();
    }

    /// <summary>The line as the compiler reads it.</summary>
    public static string Statement(Proposal proposal) => $"{proposal.Keyword,-18} {proposal.Id}{(proposal.Option is string option ? $"  {option}" : "")}";
}
