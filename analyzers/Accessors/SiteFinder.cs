using System.Collections.Generic;
using System.Linq;
using System.Threading;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Places;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Analyzers.Accessors;

/// <summary>
/// Finds the raw uses in one member and gives each to one rule, the outermost: first the calls that use a fragment's
/// page, then what is left of the reads and stores of its parts. The analyzer reports the sites, the fixes apply them.
/// </summary>
internal sealed class SiteFinder
{
    private readonly Code _code;
    private readonly List<Site> _sites = new();
    private readonly List<RawCall> _calls = new();
    private readonly List<(IMemberReferenceOperation Part, Role Role)> _parts = new();
    private readonly HashSet<TextSpan> _accountedFor = new();
    private readonly List<TextSpan> _closed = new();
    private readonly Census? _census;
    private INamedTypeSymbol? _ownGroundAsked;
    private bool _ownGround;

    private SiteFinder(Code code, Census? census)
    {
        _code = code;
        _census = census;
    }

    /// <summary>The sites of one member, in source order.</summary>
    /// <param name="model">The roles.</param>
    /// <param name="semantics">The semantic model of the member's tree.</param>
    /// <param name="roots">The operations of the member's bodies and initializers.</param>
    /// <param name="cancellation">Stops the search.</param>
    /// <param name="census">Takes what is no raw use and still has to be accounted for.</param>
    public static List<Site> Find(FragmentModel model, SemanticModel semantics, IReadOnlyList<IOperation> roots, CancellationToken cancellation, Census? census = null)
    {
        SiteFinder finder = new(new Code(model, semantics, roots, cancellation), census);
        foreach (IOperation root in roots)
            finder.Collect(root);
        finder.AddCalls();
        finder.AddParts();
        census?.Leave(finder._accountedFor);
        finder._sites.Sort((one, other) => one.Span.Start != other.Span.Start ? one.Span.Start.CompareTo(other.Span.Start) : other.Span.Length.CompareTo(one.Span.Length));
        return finder._sites;
    }

    private void Collect(IOperation root)
    {
        Walk walk = new(root);
        try
        {
            while (walk.Next() is IOperation operation)
            {
                switch (operation)
                {
                    case IInvocationOperation call:
                        CollectCall(call);
                        break;
                    case IFieldReferenceOperation or IPropertyReferenceOperation:
                        CollectPart((IMemberReferenceOperation)operation);
                        break;
                    case IMethodReferenceOperation reference when SlotRules.IsUnwrap(reference.Method):
                        CollectUnwrap(reference);
                        break;
                    // A delegate of it, made with the fragment's page as its object.
                    case IMethodReferenceOperation { Instance: not null } reference when RawCall.Of(reference, _code) is RawCall taken:
                        AddUnlessOwn(taken);
                        break;
                    case IConversionOperation { Type: IPointerTypeSymbol }:
                        CollectReinterpretation(operation);
                        break;
                }
            }
        }
        finally
        {
            walk.Dispose();
        }
    }

    private void CollectCall(IInvocationOperation call)
    {
        if (SlotRules.IsUnwrap(call.TargetMethod))
        {
            CollectUnwrap(call);
            return;
        }

        CollectReinterpretation(call);
        if (RawCall.Of(call, _code) is RawCall raw)
        {
            AddUnlessOwn(raw);
        }
        else if (SlotRules.AddressTakenForPage(call, _code) is IOperation address)
        {
            _sites.Add(Site.WithoutFix(Rules.HandleAsAddress, address.Syntax, "is an address, and is taken for the handle of a page"));
        }
        else if (call.TargetMethod.Name == nameof(FragmentOperation.Page) || _code.Model.RolesOf(call.TargetMethod).Has(Role.FragmentAccessor))
        {
            // A page that the accessor hands out can be mistaken for an address as well as a raw one.
            if (_code.AccessorOf(call, out INamedTypeSymbol? fragment) is { Operation: FragmentOperation.Page }
                && SlotRules.Misuse(call, FragmentOf(call), _code) is (var at, var what)
                && !IsOwnGround(call.Syntax, fragment!))
            {
                _sites.Add(Site.WithoutFix(Rules.HandleAsAddress, at.Syntax, what));
                _accountedFor.Add(call.Syntax.Span);
            }
        }

        if (_census is not null && _code.AccessorOf(call, out INamedTypeSymbol? accessed) is Accessor accessor && !IsOwnGround(call.Syntax, accessed!))
            _census.AddAccessor(call.Syntax, accessor.Operation);
    }

    private void AddUnlessOwn(RawCall raw)
    {
        if (!IsOwnGround(raw.Operation.Syntax, raw.Page.Fragment.Type))
            _calls.Add(raw);
        else
            _census?.AddSkipped(raw.Operation.Syntax, RewriteTable.Row(raw.Shape).Rule, raw.Page.Origin.Syntax.Span);
    }

    private Locator? FragmentOf(IInvocationOperation call) =>
        _code.AccessorOf(call, out INamedTypeSymbol? type) is Accessor accessor ? Locator.OfAccessorCall(call, accessor, type!) : null;

    private void CollectUnwrap(IOperation opening)
    {
        if (IsAccessorCode(opening.Syntax))
            return;
        _sites.Add(Site.WithoutFix(Rules.Unsealed, opening.Syntax));
        _closed.Add(opening.Syntax.Span);
        if (opening.ChildOperations.FirstOrDefault() is { } page)
            _accountedFor.Add(page.Syntax.Span);
    }

    private void CollectPart(IMemberReferenceOperation member)
    {
        RoleSet roles = _code.Model.RolesOf(member.Member);
        if (roles.IsEmpty)
            return;
        Role? role = roles.Has(Role.FragmentPage) ? Role.FragmentPage : roles.Has(Role.FragmentOffset) ? Role.FragmentOffset : roles.Has(Role.FragmentSize) ? Role.FragmentSize : null;
        if (role is Role known)
        {
            if (_code.IsPart(member, known, out _))
                _parts.Add((member, known));
        }
        else if (RawCall.Of(member, _code) is RawCall raw)
        {
            AddUnlessOwn(raw);
        }
    }

    private void CollectReinterpretation(IOperation operation)
    {
        if (SlotRules.Reinterpretation(operation, _code) is string how && !IsAccessorCode(operation.Syntax))
            _sites.Add(Site.WithoutFix(Rules.PageSlotEscapes, operation.Syntax, how));
    }

    private void AddCalls()
    {
        foreach (PlannedCall planned in RawCallPlanner.Plan(_calls, _code))
        {
            RawCall call = planned.Call;
            if (IsClosed(call.Operation.Syntax))
            {
                _census?.AddHeld(call.Replaced, RewriteTable.Row(call.Shape).Rule);
                if (call.Page.LocalUse is null)
                    _accountedFor.Add(call.Page.Origin.Syntax.Span);
                continue;
            }

            SyntaxNode quoted = call.Page.IsConditional ? call.Replaced : call.Operation.Syntax is Microsoft.CodeAnalysis.CSharp.Syntax.InvocationExpressionSyntax invocation ? invocation.Expression : call.Operation.Syntax;
            _sites.Add(Site.Of(RewriteTable.Row(call.Shape), call.Replaced, quoted, call.Page.Fragment.ToString(), planned.Plan));
            if (call.Page.LocalUse is null)
                _accountedFor.Add(call.Page.Origin.Syntax.Span);
            if (planned.Offset.Part is IOperation offset)
                _accountedFor.Add(offset.Syntax.Span);
            if (planned.Plan.Declined is not null)
                _closed.Add(planned.Around.Span);
        }
    }

    private void AddParts()
    {
        // A row of stores is one site: find it before its offset and size are met by themselves.
        HashSet<IOperation> filled = new();
        Dictionary<IOperation, MissingAccessor> lacking = new();
        foreach ((IMemberReferenceOperation part, Role role) in _parts)
        {
            if (role != Role.FragmentPage || filled.Contains(part) || !IsOpen(part) || IsMisuse(part) || FillPlanner.Plan(part, filled, _code, lacking) is not (Plan plan, var parts))
                continue;
            filled.UnionWith(parts);
            _sites.Add(Site.Of(RewriteTable.Row(Shape.StoreAll), part.Parent!.Syntax, part.Parent.Syntax, NameOf(part), plan));
            if (plan.Declined is not null && part.Parent.Parent is { } initializer)
                _closed.Add(initializer.Syntax.Span);
        }

        foreach ((IMemberReferenceOperation part, Role role) in _parts)
        {
            if (_census is not null && IsOwnGround(part.Syntax, part.Member.ContainingType))
                _census.AddSkipped(part.Syntax, RewriteTable.Row(role == Role.FragmentPage ? Shape.ReadPage : Shape.ReadSize).Rule);
            if (filled.Contains(part))
                continue;
            if (!IsOpen(part))
            {
                // Left alone with the site around it, and still a use of its own.
                if (!_accountedFor.Contains(part.Syntax.Span) && !IsOwnGround(part.Syntax, part.Member.ContainingType))
                    _census?.AddHeld(part.Syntax, PartPlanner.RowOf(part, role).Rule);
                continue;
            }

            if (SiteOf(part, role) is Site site)
            {
                if (lacking.TryGetValue(part, out MissingAccessor? together))
                    site.Together = together;
                _sites.Add(site);
                if (!site.IsFixable)
                    _closed.Add(part.Syntax.Span);
            }
        }
    }

    private bool IsMisuse(IMemberReferenceOperation part) =>
        part.Parent is ISimpleAssignmentOperation store && store.Target == part && (SlotRules.IsNoPage(store.Value, part.Type) || SlotRules.IsAddress(store.Value, _code));

    private Site? SiteOf(IMemberReferenceOperation part, Role role)
    {
        PartUse use = PartPlanner.UseOf(part);
        bool page = role == Role.FragmentPage;
        if (page && use == PartUse.Slot)
            return Site.WithoutFix(Rules.PageSlotEscapes, part.Syntax, "a reference to it is taken");
        if (page && IsMisuse(part))
            return Site.WithoutFix(Rules.HandleAsAddress, part.Parent!.Syntax, "stores a number or an address as a page");
        if (page && use == PartUse.Read && SlotRules.Misuse(part, Locator.OfPart(part), _code) is (var at, var what))
            return Site.WithoutFix(Rules.HandleAsAddress, at.Syntax, what);

        (RewriteRow row, SyntaxNode node, Plan plan) = PartPlanner.Plan(part, role, _code);
        return Site.Of(row, node, node, NameOf(part), plan);
    }

    /// <summary>As it is written, or its type where it is not.</summary>
    private static string NameOf(IMemberReferenceOperation part) => Locator.OfPart(part)?.ToString() ?? part.Member.ContainingType.Name;

    private bool IsOpen(IMemberReferenceOperation part) =>
        !_accountedFor.Contains(part.Syntax.Span)
        && !IsClosed(part.Syntax)
        && !IsOwnGround(part.Syntax, part.Member.ContainingType);

    private bool IsClosed(SyntaxNode node)
    {
        foreach (TextSpan closed in _closed)
        {
            if (closed.Contains(node.Span))
                return true;
        }

        return false;
    }

    /// <summary>Code has one answer for one fragment, and seldom more fragments than one.</summary>
    private bool IsOwnGround(SyntaxNode node, INamedTypeSymbol fragment)
    {
        if (!SymbolEqualityComparer.Default.Equals(_ownGroundAsked, fragment))
        {
            _ownGround = _code.IsOwnGround(node, fragment);
            _ownGroundAsked = fragment;
        }

        return _ownGround;
    }

    private bool IsAccessorCode(SyntaxNode node) => _code.IsAccessorCode(node);
}
