using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Analyzers.Accessors;

/// <summary>Page, offset and size stored in three statements in a row, in any order, or by one object initializer: one <c>Fill</c>.</summary>
internal static class FillPlanner
{
    /// <summary>The plan for the page store, with the parts that it takes care of; null when this is no such row of stores.</summary>
    public static (Plan Plan, ImmutableArray<IOperation> Parts)? Plan(IMemberReferenceOperation page, Code code) =>
        PartPlanner.UseOf(page) == PartUse.Initializer ? OfInitializer(page, code) : OfStatements(page, code);

    private static (Plan, ImmutableArray<IOperation>)? OfStatements(IMemberReferenceOperation page, Code code)
    {
        if (StoreOf(page.Parent?.Parent, code) is not Store store || store.Role != Role.FragmentPage)
            return null;
        SyntaxList<StatementSyntax> siblings = store.Statement.Parent switch
        {
            BlockSyntax block => block.Statements,
            SwitchSectionSyntax section => section.Statements,
            _ => default,
        };
        int at = siblings.IndexOf(store.Statement);
        if (at < 0)
            return null;
        for (int first = at - 2; first <= at; first++)
        {
            if (first < 0 || first + 3 > siblings.Count)
                continue;
            Store[] stores = new Store[3];
            bool all = true;
            for (int i = 0; i < 3 && all; i++)
            {
                Store? sibling = first + i == at ? store : StoreOf(code.Semantics.GetOperation(siblings[first + i], code.Cancellation), code);
                all = sibling is not null && sibling.Fragment.IsPure && sibling.Fragment.IsSameAs(store.Fragment);
                if (all)
                    stores[i] = sibling!;
            }

            if (all && stores.Select(one => one.Role).Distinct().Count() == 3 && Fill(stores, code) is Plan plan)
                return (plan, ImmutableArray.CreateRange(stores.Select(one => (IOperation)one.Part)));
        }

        return null;
    }

    private sealed class Store
    {
        public Store(StatementSyntax statement, AssignmentExpressionSyntax assignment, IMemberReferenceOperation part, Role role, Locator fragment, IOperation value)
        {
            Statement = statement;
            Assignment = assignment;
            Part = part;
            Role = role;
            Fragment = fragment;
            Value = value;
        }

        public StatementSyntax Statement { get; }

        public AssignmentExpressionSyntax Assignment { get; }

        public IMemberReferenceOperation Part { get; }

        public Role Role { get; }

        public Locator Fragment { get; }

        public IOperation Value { get; }
    }

    private static Store? StoreOf(IOperation? statement, Code code)
    {
        if (statement is not IExpressionStatementOperation { Operation: ISimpleAssignmentOperation { Target: IMemberReferenceOperation part, Syntax: AssignmentExpressionSyntax assignment } store, Syntax: ExpressionStatementSyntax syntax })
            return null;
        Role? role =
            code.IsPart(part, Role.FragmentPage, out _) ? Role.FragmentPage
            : code.IsPart(part, Role.FragmentOffset, out _) ? Role.FragmentOffset
            : code.IsPart(part, Role.FragmentSize, out _) ? Role.FragmentSize
            : null;
        return role is Role known && Locator.OfPart(part) is Locator fragment ? new Store(syntax, assignment, part, known, fragment, store.Value) : null;
    }

    private static Plan? Fill(Store[] stores, Code code)
    {
        // All three values are evaluated before anything is stored, now: none may read the fragment or call something that does.
        foreach (Store store in stores)
        {
            if (code.Flow.ChangeWithin(store.Value, store.Fragment) is not null)
                return null;
            foreach (IOperation operation in Walk.All(store.Value))
            {
                if (operation is IMemberReferenceOperation part
                    && (code.Model.Is(part.Member, Role.FragmentPage) || code.Model.Is(part.Member, Role.FragmentOffset) || code.Model.Is(part.Member, Role.FragmentSize))
                    && Locator.OfPart(part) is Locator read && MayBeSame(read, store.Fragment))
                {
                    return null;
                }

                if (operation is IInvocationOperation call && code.AccessorOf(call, out INamedTypeSymbol? type) is Accessor accessor
                    && Locator.OfAccessorCall(call, accessor, type!) is Locator used && MayBeSame(used, store.Fragment))
                {
                    return null;
                }
            }
        }

        Store first = stores[0];
        foreach (Store store in stores)
        {
            if (store.Statement.GetLeadingTrivia().Any(trivia => trivia.IsDirective) && store != first)
                return null;
        }

        CallBuilder builder = new(code, first.Fragment, first.Assignment, first.Part.Syntax, stores.Select(store => PartPlanner.ValueOf(PartOf(store.Role), store.Assignment.Right, store.Value, code)).ToList());
        Plan plan = builder.Build(RewriteTable.Row(Shape.StoreAll).Operation);
        if (plan.Declined is not null)
            return null; // each store by itself, then
        ImmutableArray<Edit>.Builder edits = ImmutableArray.CreateBuilder<Edit>();
        edits.AddRange(plan.Edits);
        foreach (Store store in stores.Skip(1))
        {
            if (Trivia.LostIn(store.Statement, ImmutableArray.Create(Piece.Keep(store.Assignment.Right)), new List<TextSpan>()) is not null)
                return null;
            edits.Add(Remove(store.Statement));
        }

        return Accessors.Plan.Rewrite(plan.Accessor!, edits.ToImmutable());
    }

    private static bool MayBeSame(Locator one, Locator other) =>
        one.IsSameAs(other) || one.Index is not null != other.Index is not null;

    private static Part PartOf(Role role) => role switch
    {
        Role.FragmentPage => Part.Page,
        Role.FragmentOffset => Part.Offset,
        _ => Part.Size,
    };

    /// <summary>The statement goes with its line; a comment on that line stays.</summary>
    private static Edit Remove(StatementSyntax statement)
    {
        SourceText text = statement.SyntaxTree.GetText();
        TextLine line = text.Lines.GetLineFromPosition(statement.Span.End);
        int start = statement.SpanStart;
        int lineStart = text.Lines.GetLineFromPosition(start).Start;
        bool alone = IsBlank(text, lineStart, start);
        int end = statement.Span.End;
        while (end < line.End && text[end] is ' ' or '\t')
            end++;
        if (end == line.End && alone)
            return new Edit(TextSpan.FromBounds(lineStart, line.EndIncludingLineBreak), ImmutableArray<Piece>.Empty);
        if (end == line.End || !alone)
        {
            while (start > lineStart && text[start - 1] is ' ' or '\t')
                start--;
            end = statement.Span.End;
        }

        return new Edit(TextSpan.FromBounds(start, end), ImmutableArray<Piece>.Empty);
    }

    private static bool IsBlank(SourceText text, int from, int to)
    {
        for (int i = from; i < to; i++)
        {
            if (text[i] is not (' ' or '\t'))
                return false;
        }

        return true;
    }

    /// <summary><c>frags[i] = new Frag { Page = p, Offset = o, Size = n }</c>, of a fragment that is these three and nothing else.</summary>
    private static (Plan, ImmutableArray<IOperation>)? OfInitializer(IMemberReferenceOperation page, Code code)
    {
        if (page.Parent?.Parent is not IObjectOrCollectionInitializerOperation { Parent: IObjectCreationOperation creation } initializer)
            return null;
        List<IOperation> parts = new();
        List<Operand> operands = new();
        foreach (IOperation member in initializer.Initializers)
        {
            if (member is not ISimpleAssignmentOperation { Target: IMemberReferenceOperation part, Syntax: AssignmentExpressionSyntax assignment } store)
                continue;
            Role? role = code.Model.Is(part.Member, Role.FragmentPage) ? Role.FragmentPage : code.Model.Is(part.Member, Role.FragmentOffset) ? Role.FragmentOffset : code.Model.Is(part.Member, Role.FragmentSize) ? Role.FragmentSize : null;
            if (role is not Role known)
                continue;
            parts.Add(part);
            operands.Add(PartPlanner.ValueOf(PartOf(known), assignment.Right, store.Value, code));
        }

        ImmutableArray<IOperation> all = parts.ToImmutableArray();
        Plan declined = DeclineReason.Initializer;
        IOperation target = creation.Parent is IConversionOperation conversion ? conversion : creation;
        if (operands.Count != 3 || initializer.Initializers.Length != 3 || creation.Arguments.Length > 0
            || creation.Type is not INamedTypeSymbol { IsValueType: true } type || !IsThreeParts(type, code)
            || target.Parent is not ISimpleAssignmentOperation { Target: var slot, Parent: IExpressionStatementOperation, Syntax: AssignmentExpressionSyntax whole } assigned
            || assigned.Value != target
            || Locator.OfFragment(slot, whole.Left, code) is not Locator fragment)
        {
            return (declined, all);
        }

        foreach (Operand operand in operands)
        {
            if (code.Semantics.GetOperation(operand.Syntax) is { } value && (code.Flow.ChangeWithin(value, fragment) is not null || ReadsFragment(value, code)))
                return (declined, all);
        }

        CallBuilder builder = new(code, fragment, whole, whole.Left, operands);
        Plan plan = builder.Build(RewriteTable.Row(Shape.StoreAll).Operation);
        return (plan.Declined is null ? plan : declined, all);
    }

    /// <summary>A value that reads any fragment may read the one that is overwritten.</summary>
    private static bool ReadsFragment(IOperation value, Code code) =>
        Walk.All(value).Any(operation => operation is IMemberReferenceOperation part && code.IsFragment(part.Instance?.Type));

    private static bool IsThreeParts(INamedTypeSymbol type, Code code) =>
        type.GetMembers().OfType<IFieldSymbol>().Where(field => !field.IsStatic).All(field =>
        {
            ISymbol member = field.AssociatedSymbol ?? field;
            return code.Model.Is(member, Role.FragmentPage) || code.Model.Is(member, Role.FragmentOffset) || code.Model.Is(member, Role.FragmentSize);
        });
}
