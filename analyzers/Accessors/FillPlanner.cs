using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using FragApi.Analyzers.Places;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Analyzers.Accessors;

/// <summary>Page, offset and size stored in three statements in a row, in any order, or by one object initializer: one <c>Fill</c>.</summary>
internal static class FillPlanner
{
    /// <summary>The plan for the page store, with the parts that it takes care of; null when this is no such row of stores.</summary>
    /// <param name="page">The page that is stored.</param>
    /// <param name="taken">Parts that belong to another row.</param>
    /// <param name="code">The member.</param>
    /// <param name="lacking">Takes the stores that would be one if there were an accessor for it.</param>
    public static (Plan Plan, ImmutableArray<IOperation> Parts)? Plan(IMemberReferenceOperation page, ISet<IOperation> taken, Code code, IDictionary<IOperation, MissingAccessor> lacking) =>
        PartPlanner.UseOf(page) == PartUse.Initializer ? OfInitializer(page, code) : OfStatements(page, taken, code, lacking);

    private static (Plan, ImmutableArray<IOperation>)? OfStatements(IMemberReferenceOperation page, ISet<IOperation> taken, Code code, IDictionary<IOperation, MissingAccessor> lacking)
    {
        if (StoreOf(page.Parent?.Parent, code) is not Store store || store.Part != page)
            return null;
        IReadOnlyList<StatementSyntax> siblings = SiblingsOf(store.Statement);
        int at = IndexOf(siblings, store.Statement);
        for (int first = System.Math.Max(0, at - 2); first <= at && first + 3 <= siblings.Count; first++)
        {
            Store[] stores = new Store[3];
            bool all = true;
            for (int i = 0; i < 3 && all; i++)
            {
                Store? sibling = first + i == at ? store : StoreOf(code.Semantics.GetOperation(siblings[first + i], code.Cancellation), code);
                all = sibling is not null && !taken.Contains(sibling.Part) && code.IsPure(sibling.Fragment) && sibling.Fragment.IsSameAs(store.Fragment);
                if (all)
                    stores[i] = sibling!;
            }

            if (all && stores.Select(one => one.Role).Distinct().Count() == 3 && Fill(stores, code, lacking) is Plan plan)
                return (plan, ImmutableArray.CreateRange(stores.Select(one => (IOperation)one.Part)));
        }

        return null;
    }

    private static IReadOnlyList<StatementSyntax> SiblingsOf(StatementSyntax statement) => statement.Parent switch
    {
        BlockSyntax block => block.Statements,
        SwitchSectionSyntax section => section.Statements,
        GlobalStatementSyntax { Parent: CompilationUnitSyntax unit } => unit.Members.OfType<GlobalStatementSyntax>().Select(global => global.Statement).ToList(),
        _ => System.Array.Empty<StatementSyntax>(),
    };

    private static int IndexOf(IReadOnlyList<StatementSyntax> statements, StatementSyntax statement)
    {
        for (int i = 0; i < statements.Count; i++)
        {
            if (statements[i] == statement)
                return i;
        }

        return statements.Count;
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

    private static Plan? Fill(Store[] stores, Code code, IDictionary<IOperation, MissingAccessor> lacking)
    {
        // All three values are evaluated before anything is stored, now: none may read what an earlier one stored.
        HashSet<Role> stored = new();
        foreach (Store store in stores)
        {
            if (code.Flow.ChangeWithin(store.Value, store.Fragment) is not null || stored.Count > 0 && (StoredReads.MayReadAny(store.Value, store.Fragment, stored, code) || code.Effects.MayReadParts(store.Value)))
                return null;
            stored.Add(store.Role);
        }

        Store first = stores[0];
        Store last = stores[stores.Length - 1];
        RawUse use = new(code, first.Fragment, first.Assignment, first.Part.Syntax, stores.Select(store => PartPlanner.ValueOf(PartOf(store.Role), store.Assignment, store.Value, code)).ToList());
        use.Members.AddRange(stores.Select(store => ((ISymbol?)store.Part.Member, store.Role)));
        Plan plan = CallBuilder.Build(use, RewriteTable.Row(Shape.StoreAll).Operation);
        if (plan.Declined is Decline declined)
        {
            foreach (Store store in stores)
            {
                if (declined.Missing is MissingAccessor missing)
                    lacking[store.Part] = missing;
            }

            return null; // each store by itself, then
        }

        foreach (Store store in stores)
        {
            if (Trivia.LostIn(store.Assignment, plan.Edits[0].Pieces) is not null)
                return null;
        }

        if (CommentsBetween(stores) is not ImmutableArray<Piece> comments)
            return null;
        TextSpan row = TextSpan.FromBounds(first.Statement.SpanStart, last.Assignment.Span.End);
        return Accessors.Plan.Rewrite(plan.Accessor!, plan.Edits.SetItem(0, new Edit(row, comments.AddRange(plan.Edits[0].Pieces))));
    }

    /// <summary>The comments between the statements, which now stand before the call; null when something else than a comment stands there.</summary>
    private static ImmutableArray<Piece>? CommentsBetween(Store[] stores)
    {
        ImmutableArray<Piece>.Builder comments = ImmutableArray.CreateBuilder<Piece>();
        for (int i = 0; i + 1 < stores.Length; i++)
        {
            TextSpan gap = TextSpan.FromBounds(stores[i].Assignment.Span.End, stores[i + 1].Statement.SpanStart);
            bool lineEnded = false;
            foreach (SyntaxTrivia trivia in TriviaBetween(stores[i].Assignment, stores[i + 1].Statement))
            {
                if (!gap.Contains(trivia.Span))
                    continue;
                if (trivia.IsKind(SyntaxKind.EndOfLineTrivia))
                    lineEnded = true;
                else if (Trivia.IsComment(trivia))
                    AddComment(trivia);
                else if (!trivia.IsKind(SyntaxKind.WhitespaceTrivia))
                    return null;
            }

            void AddComment(SyntaxTrivia trivia)
            {
                comments.Add(Piece.Keep(trivia.Span));
                comments.Add(lineEnded || EndsLine(trivia) ? Trivia.LineEndAt(stores[0].Statement) : " ");
            }
        }

        return comments.ToImmutable();
    }

    private static bool EndsLine(SyntaxTrivia trivia)
    {
        SourceText text = trivia.SyntaxTree!.GetText();
        TextLine line = text.Lines.GetLineFromPosition(trivia.Span.End);
        return text.ToString(TextSpan.FromBounds(trivia.Span.End, line.End)).Trim().Length == 0;
    }

    private static IEnumerable<SyntaxTrivia> TriviaBetween(SyntaxNode from, SyntaxNode to)
    {
        SyntaxToken end = to.GetFirstToken();
        for (SyntaxToken token = from.GetLastToken(); token.Parent is not null; token = token.GetNextToken())
        {
            if (token != end)
            {
                foreach (SyntaxTrivia trivia in token == from.GetLastToken() ? token.TrailingTrivia : token.LeadingTrivia.Concat(token.TrailingTrivia))
                    yield return trivia;
                continue;
            }

            foreach (SyntaxTrivia trivia in token.LeadingTrivia)
                yield return trivia;
            yield break;
        }
    }

    private static Part PartOf(Role role) => role switch
    {
        Role.FragmentPage => Part.Page,
        Role.FragmentOffset => Part.Offset,
        _ => Part.Size,
    };

    /// <summary>
    /// <c>frags[i] = new Frag { Page = p, Offset = o, Size = n }</c> or the declaration of a local that is initialized
    /// so, of a fragment that is these three and nothing else.
    /// </summary>
    private static (Plan, ImmutableArray<IOperation>)? OfInitializer(IMemberReferenceOperation page, Code code)
    {
        if (page.Parent?.Parent is not IObjectOrCollectionInitializerOperation initializer)
            return null;
        List<IOperation> parts = new();
        List<Operand> operands = new();
        List<(ISymbol? Member, Role Role)> members = new();
        foreach (IOperation member in initializer.Initializers)
        {
            if (member is not ISimpleAssignmentOperation { Target: IMemberReferenceOperation part, Syntax: AssignmentExpressionSyntax assignment } store)
                continue;
            Role? role = code.Model.Is(part.Member, Role.FragmentPage) ? Role.FragmentPage : code.Model.Is(part.Member, Role.FragmentOffset) ? Role.FragmentOffset : code.Model.Is(part.Member, Role.FragmentSize) ? Role.FragmentSize : null;
            if (role is not Role known)
                continue;
            parts.Add(part);
            members.Add((part.Member, known));
            operands.Add(PartPlanner.ValueOf(PartOf(known), assignment, store.Value, code));
        }

        Plan plan = DeclineReason.Initializer;
        if (initializer.Parent is IObjectCreationOperation { Arguments.Length: 0, Type: INamedTypeSymbol { IsValueType: true } type } creation
            && operands.Count == 3 && operands.Select(operand => operand.Part).Distinct().Count() == 3 && initializer.Initializers.Length == 3
            && IsThreeParts(type, code))
        {
            IOperation value = creation.Parent is IConversionOperation conversion ? conversion : creation;
            plan = value.Parent switch
            {
                ISimpleAssignmentOperation { Parent: IExpressionStatementOperation } assigned when assigned.Value == value => OfAssigned(assigned, operands, members, code),
                IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } => OfDeclared(declarator, creation, operands, members, code),
                _ => plan,
            };
        }

        return (plan, parts.ToImmutableArray());
    }

    /// <summary>Where the fragment is comes first, then the values, then the store: as in the call.</summary>
    private static Plan OfAssigned(ISimpleAssignmentOperation assigned, List<Operand> operands, List<(ISymbol? Member, Role Role)> members, Code code)
    {
        if (assigned.Syntax is not AssignmentExpressionSyntax whole || Locator.OfFragment(assigned.Target, whole.Left, code) is not Locator fragment)
            return DeclineReason.Initializer;
        RawUse use = new(code, fragment, whole, whole.Left, operands);
        use.Members.AddRange(members);
        return CallBuilder.Build(use, RewriteTable.Row(Shape.StoreAll).Operation);
    }

    private static Plan OfDeclared(IVariableDeclaratorOperation declarator, IObjectCreationOperation creation, List<Operand> operands, List<(ISymbol? Member, Role Role)> members, Code code)
    {
        if (declarator.Syntax is not VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: LocalDeclarationStatementSyntax statement } } syntax
            || statement.Parent is not (BlockSyntax or SwitchSectionSyntax or GlobalStatementSyntax)
            || statement.IsConst || !statement.UsingKeyword.IsKind(SyntaxKind.None)
            || declarator.Symbol.RefKind != RefKind.None || !SymbolEqualityComparer.Default.Equals(declarator.Symbol.Type, creation.Type))
        {
            return DeclineReason.Initializer;
        }

        (SyntaxNode end, string call) = creation.Syntax switch
        {
            ObjectCreationExpressionSyntax { ArgumentList: null } plain => (plain.Type, "()"),
            ObjectCreationExpressionSyntax { ArgumentList: { } list } => (list, ""),
            ImplicitObjectCreationExpressionSyntax { ArgumentList: var list } => ((SyntaxNode)list, ""),
            _ => (creation.Syntax, ""),
        };
        Piece declaration = Piece.Keep(TextSpan.FromBounds(statement.SpanStart, end.Span.End));
        RawUse use = new(code, Locator.OfDeclared(syntax, (INamedTypeSymbol)creation.Type!), creation.Syntax, syntax, operands);
        use.AccountedFor = new List<TextSpan> { declaration.Kept };
        use.Members.AddRange(members);
        Plan plan = CallBuilder.Build(use, RewriteTable.Row(Shape.StoreAll).Operation);
        return plan.Declined is not null
            ? plan
            : Accessors.Plan.Rewrite(plan.Accessor!, ImmutableArray.Create(new Edit(
                TextSpan.FromBounds(statement.SpanStart, creation.Syntax.Span.End),
                ImmutableArray.Create(declaration, call + ";", Trivia.SeparatorAt(statement)).AddRange(plan.Edits[0].Pieces))));
    }

    private static bool IsThreeParts(INamedTypeSymbol type, Code code) =>
        type.GetMembers().OfType<IFieldSymbol>().Where(field => !field.IsStatic).All(field =>
        {
            ISymbol member = field.AssociatedSymbol ?? field;
            return code.Model.Is(member, Role.FragmentPage) || code.Model.Is(member, Role.FragmentOffset) || code.Model.Is(member, Role.FragmentSize);
        });
}
