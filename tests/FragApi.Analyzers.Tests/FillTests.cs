using System.Threading.Tasks;
using Xunit;

namespace FragApi.Analyzers.Tests;

/// <summary>FRAG1005: page, offset and size stored in a row become one Fill.</summary>
public sealed partial class FillTests
{
    [Theory]
    [InlineData(
        """
        {|FRAG1005:frag.Page = page|};
        frag.Offset = start;
        frag.Size = len;
        """, "SkbFrag.Fill(ref frag, page, start, len);")]
    [InlineData(
        """
        {|FRAG1005:frag.Page = page|};
        frag.Size = len;
        frag.Offset = start;
        """, "SkbFrag.Fill(ref frag, page, start, len);")]
    [InlineData(
        """
        frag.Offset = start;
        {|FRAG1005:frag.Page = page|};
        frag.Size = len;
        """, "SkbFrag.Fill(ref frag, page, start, len);")]
    [InlineData(
        """
        frag.Offset = start;
        frag.Size = len;
        {|FRAG1005:frag.Page = page|};
        """, "SkbFrag.Fill(ref frag, page, start, len);")]
    [InlineData(
        """
        frag.Size = len;
        {|FRAG1005:frag.Page = page|};
        frag.Offset = start;
        """, "SkbFrag.Fill(ref frag, page, start, len);")]
    [InlineData(
        """
        frag.Size = len;
        frag.Offset = start;
        {|FRAG1005:frag.Page = page|};
        """, "SkbFrag.Fill(ref frag, page, start, len);")]
    // on one line
    [InlineData("{|FRAG1005:frag.Page = page|}; frag.Offset = start; frag.Size = len;", "SkbFrag.Fill(ref frag, page, start, len);")]
    // the count behind it stays
    [InlineData(
        """
        {|FRAG1005:skb.Info.Frags[0].Page = page|};
        skb.Info.Frags[0].Offset = 0;
        skb.Info.Frags[0].Size = len;
        skb.Info.NrFrags = 1;
        """,
        """
        SkbFrag.Fill(ref skb.Info.Frags[0], page, 0, len);
        skb.Info.NrFrags = 1;
        """)]
    [InlineData(
        """
        {|FRAG1005:ring[i].Page = page|};
        ring[i].Offset = start;
        ring[i].Size = len;
        i++;
        """,
        """
        SkbFrag.Fill(ref ring[i], page, start, len);
        i++;
        """)]
    [InlineData(
        """
        if (b)
        {
            {|FRAG1005:frag.Page = page|};
            frag.Offset = start;
            frag.Size = len;
        }
        """,
        """
        if (b)
        {
            SkbFrag.Fill(ref frag, page, start, len);
        }
        """)]
    [InlineData("switch (n) { case 1: {|FRAG1005:frag.Page = page|}; frag.Offset = start; frag.Size = len; break; }", "switch (n) { case 1: SkbFrag.Fill(ref frag, page, start, len); break; }")]
    // effects keep their order
    [InlineData(
        """
        {|FRAG1005:frag.Page = Alloc()|};
        frag.Offset = Next();
        frag.Size = Next();
        """, "SkbFrag.Fill(ref frag, Alloc(), Next(), Next());")]
    [InlineData(
        """
        {|FRAG1005:frag.Page = page ?? throw new Exception()|};
        frag.Offset = (n = 3);
        frag.Size = n;
        """, "SkbFrag.Fill(ref frag, page ?? throw new Exception(), (n = 3), n);")]
    // a copy, part by part; whatever the two are, each part is read before it is stored
    [InlineData(
        """
        {|FRAG1005:frag.Page = {|FRAG1006:other.Page|}|};
        frag.Offset = {|FRAG1007:other.Offset|};
        frag.Size = {|FRAG1007:other.Size|};
        """, "SkbFrag.Fill(ref frag, SkbFrag.Page(other), SkbFrag.Offset(other), SkbFrag.Size(other));")]
    [InlineData(
        """
        {|FRAG1005:ring[i].Page = {|FRAG1006:ring[n].Page|}|};
        ring[i].Offset = {|FRAG1007:ring[n].Offset|} + len;
        ring[i].Size = {|FRAG1007:ring[n].Size|} - len;
        """, "SkbFrag.Fill(ref ring[i], SkbFrag.Page(ring[n]), SkbFrag.Offset(ring[n]) + len, SkbFrag.Size(ring[n]) - len);")]
    // a part that is read before it is stored
    [InlineData(
        """
        {|FRAG1005:frag.Page = page|};
        frag.Offset = {|FRAG1007:frag.Size|};
        frag.Size = len;
        """, "SkbFrag.Fill(ref frag, page, SkbFrag.Size(frag), len);")]
    // a copy of another struct cannot be the one that is stored
    [InlineData(
        """
        {|FRAG1005:frag.Page = page|};
        frag.Offset = start;
        frag.Size = {|FRAG1007:other.Offset|};
        """, "SkbFrag.Fill(ref frag, page, start, SkbFrag.Offset(other));")]
    [InlineData(
        """
        {|FRAG1005:frag.Page = page|};
        frag.Offset = start;
        frag.Size = Math.Min(len, page.Count);
        """, "SkbFrag.Fill(ref frag, page, start, Math.Min(len, page.Count));")]
    // two rows
    [InlineData(
        """
        {|FRAG1005:frag.Page = page|};
        frag.Offset = 0;
        frag.Size = len;
        {|FRAG1005:other.Page = page|};
        other.Offset = 1;
        other.Size = len;
        """,
        """
        SkbFrag.Fill(ref frag, page, 0, len);
        SkbFrag.Fill(ref other, page, 1, len);
        """)]
    [InlineData("{|FRAG1005:frag.Page = page|}; frag.Offset = start; frag.Size = len; {|FRAG1005:frag.Page = null|}; frag.Offset = 0; frag.Size = 0;", "SkbFrag.Fill(ref frag, page, start, len); SkbFrag.Fill(ref frag, null, 0, 0);")]
    // the fourth store is a store of its own
    [InlineData(
        """
        {|FRAG1005:frag.Page = page|};
        frag.Offset = start;
        frag.Size = len;
        {|FRAG1005:frag.Page = {|FRAG1006:other.Page|}|};
        """,
        """
        SkbFrag.Fill(ref frag, page, start, len);
        SkbFrag.SetPage(ref frag, SkbFrag.Page(other));
        """)]
    // a local without a value
    [InlineData(
        """
        Frag f;
        {|FRAG1005:f.Page = page|};
        f.Offset = 0;
        f.Size = n;
        Lend(f);
        """,
        """
        Frag f = default;
        SkbFrag.Fill(ref f, page, 0, n);
        Lend(f);
        """)]
    [InlineData(
        """
        (Frag F, int N) pair;
        {|FRAG1005:pair.F.Page = page|};
        pair.F.Size = 2;
        pair.F.Offset = 2;
        pair.N = 2;
        Use(pair);
        """,
        """
        (Frag F, int N) pair = default;
        SkbFrag.Fill(ref pair.F, page, 2, 2);
        pair.N = 2;
        Use(pair);
        """)]
    [InlineData(
        """
        fixed (Frag* f = ring)
        {
            {|FRAG1005:f->Page = page|};
            f->Offset = start;
            f->Size = len;
        }
        """,
        """
        fixed (Frag* f = ring)
        {
            SkbFrag.Fill(ref *f, page, start, len);
        }
        """)]
    public Task IsOneFill(string statements, string fixedStatements) => Snippet.FixesAsync(statements, fixedStatements);

    [Theory]
    [InlineData(
        """
        {|FRAG1005:frag.Page = page|};
        // the offset
        frag.Offset = start;
        frag.Size = len; // behind
        """,
        """
        // the offset
        SkbFrag.Fill(ref frag, page, start, len); // behind
        """)]
    [InlineData(
        """
        {|FRAG1005:frag.Page = page|}; // first

        frag.Offset = start;

        frag.Size = len;
        """,
        """
        // first
        SkbFrag.Fill(ref frag, page, start, len);
        """)]
    [InlineData(
        """
        {|FRAG1005:frag.Page = page|}; // page
        frag.Offset = start; // offset
        /* size
           follows */
        frag.Size = len;
        n++;
        """,
        """
        // page
        // offset
        /* size
           follows */
        SkbFrag.Fill(ref frag, page, start, len);
        n++;
        """)]
    [InlineData("/* one */ {|FRAG1005:frag.Page = page|}; /* two */ frag.Offset = start; /* three */ frag.Size = len; /* four */", "/* one */ /* two */ /* three */ SkbFrag.Fill(ref frag, page, start, len); /* four */")]
    [InlineData("{|FRAG1005:frag.Page = page|}; frag.Offset = /* why */ start; frag.Size = len;", "SkbFrag.Fill(ref frag, page, /* why */ start, len);")]
    [InlineData(
        """
        {|FRAG1005:frag.Page = page|};
        frag.Offset =
            start + // keep
            n;
        frag.Size = len;
        """,
        """
        SkbFrag.Fill(ref frag, page,
            start + // keep
            n, len);
        """)]
    public Task CommentsAndLineBreaksStay(string statements, string fixedStatements) => Snippet.FixesAsync(statements, fixedStatements);

    [Theory]
    [InlineData("ring[i] = new Frag { {|FRAG1005:Page = page|}, Offset = start, Size = len };", "SkbFrag.Fill(ref ring[i], page, start, len);")]
    [InlineData("ring[i] = new() { Size = len, Offset = start, {|FRAG1005:Page = page|} };", "SkbFrag.Fill(ref ring[i], page, start, len);")]
    [InlineData("ring[i++] = new Frag { {|FRAG1005:Page = page|}, Offset = start, Size = len };", "SkbFrag.Fill(ref ring[i++], page, start, len);")]
    [InlineData(
        """
        other = new Frag
        {
            {|FRAG1005:Page = page|},
            Offset = start,
            Size = len,
        };
        """, "SkbFrag.Fill(ref other, page, start, len);")]
    // what is read there is read before it is overwritten
    [InlineData("ring[i] = new Frag { {|FRAG1005:Page = page|}, Offset = Next(), Size = {|FRAG1007:ring[i].Size|} };", "SkbFrag.Fill(ref ring[i], page, Next(), SkbFrag.Size(ring[i]));")]
    [InlineData(
        """
        Frag made = new Frag { {|FRAG1005:Page = page|}, Offset = start, Size = len };
        Lend(made);
        """,
        """
        Frag made = new Frag();
        SkbFrag.Fill(ref made, page, start, len);
        Lend(made);
        """)]
    [InlineData(
        """
        var made = new Frag() { {|FRAG1005:Page = page|}, Offset = start, Size = len };
        Lend(made);
        """,
        """
        var made = new Frag();
        SkbFrag.Fill(ref made, page, start, len);
        Lend(made);
        """)]
    [InlineData(
        """
        Frag made = new() { {|FRAG1005:Page = page|}, Offset = start, Size = len }; // here
        Lend(made);
        """,
        """
        Frag made = new();
        SkbFrag.Fill(ref made, page, start, len); // here
        Lend(made);
        """)]
    [InlineData(
        """
        Frag made = new Frag
        {
            {|FRAG1005:Page = page|},
            Offset = start,
            Size = len,
        };
        Lend(made);
        """,
        """
        Frag made = new Frag();
        SkbFrag.Fill(ref made, page, start, len);
        Lend(made);
        """)]
    [InlineData("if (b) { Frag made = new() { {|FRAG1005:Page = page|}, Offset = start, Size = Next() }; Use(made); }", "if (b) { Frag made = new(); SkbFrag.Fill(ref made, page, start, Next()); Use(made); }")]
    [InlineData(
        """
        Frag made = new Frag { {|FRAG1005:Page = page|}, Offset = start, Size = made_(out int z) };
        Use(z + {|FRAG1007:made.Size|});
        static int made_(out int q) => q = 3;
        """,
        """
        Frag made = new Frag();
        SkbFrag.Fill(ref made, page, start, made_(out int z));
        Use(z + SkbFrag.Size(made));
        static int made_(out int q) => q = 3;
        """)]
    [InlineData(
        """
        switch (n)
        {
            case 1:
                Frag made = new Frag { {|FRAG1005:Page = {|FRAG1006:other.Page|}|}, Offset = {|FRAG1007:other.Offset|}, Size = len };
                Lend(made);
                break;
        }
        """,
        """
        switch (n)
        {
            case 1:
                Frag made = new Frag();
                SkbFrag.Fill(ref made, SkbFrag.Page(other), SkbFrag.Offset(other), len);
                Lend(made);
                break;
        }
        """)]
    public Task OfAnInitializer(string statements, string fixedStatements) => Snippet.FixesAsync(statements, fixedStatements);

    [Theory]
    [InlineData("CommentInside",
        """
        Frag made = new Frag
        {
            {|FRAG1005:Page = page|}, // the page
            Offset = start,
            Size = len,
        };
        Lend(made);
        """)]
    [InlineData("CommentInside", "ring[i] = new Frag { /* all three */ {|FRAG1005:Page = page|}, Offset = start, Size = len };")]
    public Task CommentInAnInitializerIsNotLost(string reason, string statements) => Snippet.KeepsAsync(reason, statements);

    [Theory]
    [InlineData("EvaluationOrder", "ring[i] = new Frag { Size = Next(), Offset = Next(), {|FRAG1005:Page = Alloc()|} };")]
    [InlineData("EvaluationOrder",
        """
        Frag made = new Frag { Offset = start, Size = Next(), {|FRAG1005:Page = page|} };
        Lend(made);
        """)]
    public Task InitializerWithEffectsInAnotherOrderStays(string reason, string statements) => Snippet.KeepsAsync(reason, statements);

    [Theory]
    // something in between
    [InlineData(
        """
        {|FRAG1005:frag.Page = page|};
        n++;
        {|FRAG1007:frag.Offset = start|};
        {|FRAG1007:frag.Size = len|};
        """,
        """
        SkbFrag.SetPage(ref frag, page);
        n++;
        SkbFrag.SetOffset(ref frag, start);
        SkbFrag.SetSize(ref frag, len);
        """)]
    // another fragment
    [InlineData(
        """
        {|FRAG1005:frag.Page = page|};
        {|FRAG1007:other.Offset = start|};
        {|FRAG1007:frag.Size = len|};
        """,
        """
        SkbFrag.SetPage(ref frag, page);
        SkbFrag.SetOffset(ref other, start);
        SkbFrag.SetSize(ref frag, len);
        """)]
    // two of three
    [InlineData(
        """
        {|FRAG1005:ring[i].Page = page|};
        {|FRAG1007:ring[i].Size = len|};
        """,
        """
        SkbFrag.SetPage(ref ring[i], page);
        SkbFrag.SetSize(ref ring[i], len);
        """)]
    // one of them twice
    [InlineData(
        """
        {|FRAG1005:frag.Page = page|};
        {|FRAG1007:frag.Size = len|};
        {|FRAG1007:frag.Size = n|};
        """,
        """
        SkbFrag.SetPage(ref frag, page);
        SkbFrag.SetSize(ref frag, len);
        SkbFrag.SetSize(ref frag, n);
        """)]
    // effects in another order than the parameters
    [InlineData(
        """
        {|FRAG1007:frag.Size = Next()|};
        {|FRAG1007:frag.Offset = Next()|};
        {|FRAG1005:frag.Page = Alloc()|};
        """,
        """
        SkbFrag.SetSize(ref frag, Next());
        SkbFrag.SetOffset(ref frag, Next());
        SkbFrag.SetPage(ref frag, Alloc());
        """)]
    // the location changes on the way
    [InlineData(
        """
        {|FRAG1005:ring[i].Page = page|};
        {|FRAG1007:ring[i].Offset = start|};
        {|FRAG1007:ring[i].Size = i++|};
        """,
        """
        SkbFrag.SetPage(ref ring[i], page);
        SkbFrag.SetOffset(ref ring[i], start);
        SkbFrag.SetSize(ref ring[i], i++);
        """)]
    // the location is not evaluated just once
    [InlineData(
        """
        {|FRAG1005:ring[Next()].Page = page|};
        {|FRAG1007:ring[Next()].Offset = start|};
        {|FRAG1007:ring[Next()].Size = len|};
        """,
        """
        SkbFrag.SetPage(ref ring[Next()], page);
        SkbFrag.SetOffset(ref ring[Next()], start);
        SkbFrag.SetSize(ref ring[Next()], len);
        """)]
    // a part that was just stored is read
    [InlineData(
        """
        {|FRAG1005:frag.Page = page|};
        {|FRAG1007:frag.Size = len|};
        {|FRAG1007:frag.Offset = {|FRAG1007:frag.Size|} - 1|};
        """,
        """
        SkbFrag.SetPage(ref frag, page);
        SkbFrag.SetSize(ref frag, len);
        SkbFrag.SetOffset(ref frag, SkbFrag.Size(frag) - 1);
        """)]
    [InlineData(
        """
        {|FRAG1005:frag.Page = page|};
        {|FRAG1007:frag.Size = len|};
        {|FRAG1007:frag.Offset = SkbFrag.Size(frag) - 1|};
        """,
        """
        SkbFrag.SetPage(ref frag, page);
        SkbFrag.SetSize(ref frag, len);
        SkbFrag.SetOffset(ref frag, SkbFrag.Size(frag) - 1);
        """)]
    // ... through another name of it
    [InlineData(
        """
        ref Frag r = ref ring[i];
        {|FRAG1005:r.Page = page|};
        {|FRAG1007:r.Offset = {|FRAG1006:ring[i].Page|}.Count|};
        {|FRAG1007:r.Size = 1|};
        """,
        """
        ref Frag r = ref ring[i];
        SkbFrag.SetPage(ref r, page);
        SkbFrag.SetOffset(ref r, SkbFrag.Page(ring[i]).Count);
        SkbFrag.SetSize(ref r, 1);
        """)]
    [InlineData(
        """
        {|FRAG1005:ring[i].Page = page|};
        {|FRAG1007:ring[i].Offset = 0|};
        {|FRAG1007:ring[i].Size = {|FRAG1007:ring[n].Offset|}|};
        """,
        """
        SkbFrag.SetPage(ref ring[i], page);
        SkbFrag.SetOffset(ref ring[i], 0);
        SkbFrag.SetSize(ref ring[i], SkbFrag.Offset(ring[n]));
        """)]
    // ... in a property that reads it
    [InlineData(
        """
        {|FRAG1005:own.Page = page|};
        {|FRAG1007:own.Offset = Measured|};
        {|FRAG1007:own.Size = len|};
        """,
        """
        SkbFrag.SetPage(ref own, page);
        SkbFrag.SetOffset(ref own, Measured);
        SkbFrag.SetSize(ref own, len);
        """)]
    // ... in what is called
    [InlineData(
        """
        {|FRAG1005:own.Page = page|};
        {|FRAG1007:own.Offset = this.GetHashCode()|};
        {|FRAG1007:own.Size = len|};
        """,
        """
        SkbFrag.SetPage(ref own, page);
        SkbFrag.SetOffset(ref own, this.GetHashCode());
        SkbFrag.SetSize(ref own, len);
        """)]
    [InlineData(
        """
        {|FRAG1005:own.Page = page|};
        {|FRAG1007:own.Offset = Helper()|};
        {|FRAG1007:own.Size = len|};
        int Helper() => keep.Count;
        """,
        """
        SkbFrag.SetPage(ref own, page);
        SkbFrag.SetOffset(ref own, Helper());
        SkbFrag.SetSize(ref own, len);
        int Helper() => keep.Count;
        """)]
    [InlineData(
        """
        Func<int> measure = () => n;
        {|FRAG1005:own.Page = page|};
        {|FRAG1007:own.Offset = measure()|};
        {|FRAG1007:own.Size = len|};
        """,
        """
        Func<int> measure = () => n;
        SkbFrag.SetPage(ref own, page);
        SkbFrag.SetOffset(ref own, measure());
        SkbFrag.SetSize(ref own, len);
        """)]
    [InlineData(
        """
        {|FRAG1005:skb.Info.Frags[0].Page = page|};
        {|FRAG1007:skb.Info.Frags[0].Offset = start|};
        {|FRAG1007:skb.Info.Frags[0].Size = skb.Shinfo().NrFrags|};
        """,
        """
        SkbFrag.SetPage(ref skb.Info.Frags[0], page);
        SkbFrag.SetOffset(ref skb.Info.Frags[0], start);
        SkbFrag.SetSize(ref skb.Info.Frags[0], skb.Shinfo().NrFrags);
        """)]
    [InlineData(
        """
        {|FRAG1005:shared.Page = page|};
        {|FRAG1007:shared.Offset = Next()|};
        {|FRAG1007:shared.Size = len|};
        """,
        """
        SkbFrag.SetPage(ref shared, page);
        SkbFrag.SetOffset(ref shared, Next());
        SkbFrag.SetSize(ref shared, len);
        """)]
    // directives in between
    [InlineData(
        """
        {|FRAG1005:frag.Page = page|};
        #if !FOO
        {|FRAG1007:frag.Offset = start|};
        #endif
        {|FRAG1007:frag.Size = len|};
        """,
        """
        SkbFrag.SetPage(ref frag, page);
        #if !FOO
        SkbFrag.SetOffset(ref frag, start);
        #endif
        SkbFrag.SetSize(ref frag, len);
        """)]
    [InlineData(
        """
        {|FRAG1005:frag.Page = page|};
        #region offset
        {|FRAG1007:frag.Offset = start|};
        #endregion
        {|FRAG1007:frag.Size = len|};
        """,
        """
        SkbFrag.SetPage(ref frag, page);
        #region offset
        SkbFrag.SetOffset(ref frag, start);
        #endregion
        SkbFrag.SetSize(ref frag, len);
        """)]
    [InlineData(
        """
        {|FRAG1005:frag.Page = page|};
        #pragma warning disable CS0168
        {|FRAG1007:frag.Offset = start|};
        {|FRAG1007:frag.Size = len|};
        """,
        """
        SkbFrag.SetPage(ref frag, page);
        #pragma warning disable CS0168
        SkbFrag.SetOffset(ref frag, start);
        SkbFrag.SetSize(ref frag, len);
        """)]
    // the first is not a statement of the block
    [InlineData(
        """
        if (b) {|FRAG1005:frag.Page = page|};
        {|FRAG1007:frag.Offset = start|};
        {|FRAG1007:frag.Size = len|};
        """,
        """
        if (b) SkbFrag.SetPage(ref frag, page);
        SkbFrag.SetOffset(ref frag, start);
        SkbFrag.SetSize(ref frag, len);
        """)]
    // an increment is no store
    [InlineData(
        """
        {|FRAG1005:frag.Page = page|};
        {|FRAG1007:frag.Size = len|};
        {|FRAG1007:frag.Offset += 1|};
        """,
        """
        SkbFrag.SetPage(ref frag, page);
        SkbFrag.SetSize(ref frag, len);
        SkbFrag.AddOffset(ref frag, 1);
        """)]
    public Task IsNotOneFill(string statements, string fixedStatements) => Snippet.FixesAsync(statements, fixedStatements);
}
