using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FragApi.Analyzers.Bodies;

/// <summary>
/// Finds the bodies of a compilation that are worth a look, and offers each, built once, to every rule that is interested.
/// The rules of one file come one after the other; what the last of them has seen is let go.
/// </summary>
internal sealed class BodyHost
{
    /// <summary>As many files as may be at work side by side; what a rule that was stopped left behind goes with time.</summary>
    private const int OpenFiles = 8;

    private static readonly ConditionalWeakTable<Compilation, BodyHost> s_hosts = new();

    private readonly BodyIndex _index;
    private readonly List<OpenFile> _open = new();
    private Interest _rules;

    private BodyHost(BodyIndex index) => _index = index;

    public static BodyHost For(Compilation compilation, BodyIndex index) => s_hosts.GetValue(compilation, _ => new BodyHost(index));

    /// <summary>A rule will come for each file.</summary>
    public void Join(Interest interest)
    {
        lock (_open)
            _rules |= interest;
    }

    /// <summary>Gives a rule the bodies of a file that it is interested in.</summary>
    public void Offer(IBodyRule rule, Interest interest, SemanticModelAnalysisContext file)
    {
        OpenFile open = Open(file.SemanticModel, interest, file.CancellationToken);
        lock (open)
        {
            for (int i = 0; i < open.Bodies.Count; i++)
            {
                if ((open.Left[i] & interest) == Interest.None)
                    continue;
                file.CancellationToken.ThrowIfCancellationRequested();
                SharedBody shared = open.Bodies[i]!;
                rule.Analyze(new Body(shared, file.Options, file.ReportDiagnostic, file.CancellationToken));
                open.Left[i] &= ~interest;
                if (open.Left[i] == Interest.None)
                    open.Bodies[i] = null;
            }
        }
    }

    private OpenFile Open(SemanticModel model, Interest interest, CancellationToken cancellation)
    {
        Interest rules;
        lock (_open)
        {
            rules = _rules | interest;
            foreach (OpenFile file in _open)
            {
                // Asked again by the same rule: an editor does, and all is made anew.
                if (file.Model == model && (file.Rules & interest) != Interest.None)
                {
                    file.Rules &= ~interest;
                    if (file.Rules == Interest.None)
                        _open.Remove(file);
                    return file;
                }
            }
        }

        OpenFile made = new(model) { Rules = rules & ~interest };
        foreach (SharedBody body in BodyFinder.In(model, _index, rules, cancellation))
        {
            made.Bodies.Add(body);
            made.Left.Add(_index.In(model.SyntaxTree, body.Syntax.FullSpan, cancellation) & rules);
        }

        if (made.Rules != Interest.None && made.Bodies.Count > 0)
        {
            lock (_open)
            {
                if (_open.Count == OpenFiles)
                    _open.RemoveAt(0);
                _open.Add(made);
            }
        }

        return made;
    }

    private sealed class OpenFile
    {
        public OpenFile(SemanticModel model) => Model = model;

        public SemanticModel Model { get; }

        /// <summary>Who has not come yet.</summary>
        public Interest Rules { get; set; }

        public List<SharedBody?> Bodies { get; } = new();

        /// <summary>For each body, who has not seen it yet.</summary>
        public List<Interest> Left { get; } = new();
    }
}
