using System.Threading.Tasks;
using Xunit;

namespace FragApi.Analyzers.Tests;

/// <summary>FRAG1007: offset and size.</summary>
public sealed partial class ExtentTests
{
    [Theory]
    [InlineData("n = {|FRAG1007:frag.Size|};", "n = SkbFrag.Size(frag);")]
    [InlineData("Use({|FRAG1007:frag.Offset|} + {|FRAG1007:frag.Size|});", "Use(SkbFrag.Offset(frag) + SkbFrag.Size(frag));")]
    [InlineData(
        """
        Use(checked((uint){|FRAG1007:frag.Size|}));
        Use((byte){|FRAG1007:frag.Offset|});
        Use(-{|FRAG1007:frag.Size|});
        Use(~{|FRAG1007:frag.Offset|});
        """,
        """
        Use(checked((uint)SkbFrag.Size(frag)));
        Use((byte)SkbFrag.Offset(frag));
        Use(-SkbFrag.Size(frag));
        Use(~SkbFrag.Offset(frag));
        """)]
    [InlineData(
        """
        byte x = (byte){|FRAG1007:frag.Size|};
        long y = {|FRAG1007:frag.Size|};
        Use(x + y);
        """,
        """
        byte x = (byte)SkbFrag.Size(frag);
        long y = SkbFrag.Size(frag);
        Use(x + y);
        """)]
    [InlineData(
        """
        Use(ring[{|FRAG1007:frag.Offset|}]);
        Use(ring[{|FRAG1007:frag.Offset|}..{|FRAG1007:frag.Size|}]);
        """,
        """
        Use(ring[SkbFrag.Offset(frag)]);
        Use(ring[SkbFrag.Offset(frag)..SkbFrag.Size(frag)]);
        """)]
    [InlineData("for (int k = {|FRAG1007:frag.Offset|}; k < {|FRAG1007:frag.Offset|} + {|FRAG1007:frag.Size|}; k++) { }", "for (int k = SkbFrag.Offset(frag); k < SkbFrag.Offset(frag) + SkbFrag.Size(frag); k++) { }")]
    [InlineData("while ({|FRAG1007:frag.Size|} > 0) {|FRAG1007:frag.Size--|};", "while (SkbFrag.Size(frag) > 0) SkbFrag.AddSize(ref frag, -1);")]
    [InlineData(
        """
        Use({|FRAG1007:frag.Size|}.ToString());
        Use({|FRAG1007:frag.Size|}.CompareTo(n));
        """,
        """
        Use(SkbFrag.Size(frag).ToString());
        Use(SkbFrag.Size(frag).CompareTo(n));
        """)]
    [InlineData("if ({|FRAG1007:frag.Size|} is > 3 and < 9) n++;", "if (SkbFrag.Size(frag) is > 3 and < 9) n++;")]
    [InlineData("n = {|FRAG1007:frag.Size|} is var s ? s : 0;", "n = SkbFrag.Size(frag) is var s ? s : 0;")]
    [InlineData("using (var d = new System.IO.MemoryStream({|FRAG1007:frag.Size|})) { }", "using (var d = new System.IO.MemoryStream(SkbFrag.Size(frag))) { }")]
    [InlineData(
        """
        Span<byte> bytes = stackalloc byte[{|FRAG1007:frag.Size|}];
        bytes.Clear();
        """,
        """
        Span<byte> bytes = stackalloc byte[SkbFrag.Size(frag)];
        bytes.Clear();
        """)]
    [InlineData("fixed (Frag* f = ring) { n = {|FRAG1007:f->Size|}; n += {|FRAG1007:(*f).Offset|}; }", "fixed (Frag* f = ring) { n = SkbFrag.Size(*f); n += SkbFrag.Offset(*f); }")]
    [InlineData(
        """
        Take({|FRAG1007:frag.Size|});
        static void Take(in int n) { }
        """,
        """
        Take(SkbFrag.Size(frag));
        static void Take(in int n) { }
        """)]
    public Task IsRead(string statements, string fixedStatements) => Snippet.FixesAsync(statements, fixedStatements);

    [Theory]
    [InlineData("{|FRAG1007:frag.Size = len|};", "SkbFrag.SetSize(ref frag, len);")]
    [InlineData("{|FRAG1007:frag.Offset = start - n|};", "SkbFrag.SetOffset(ref frag, start - n);")]
    [InlineData(
        """
        {|FRAG1007:frag.Size = (int)(long)n|};
        {|FRAG1007:frag.Size = 'a'|};
        short sh = 1;
        {|FRAG1007:frag.Size = sh|};
        """,
        """
        SkbFrag.SetSize(ref frag, (int)(long)n);
        SkbFrag.SetSize(ref frag, 'a');
        short sh = 1;
        SkbFrag.SetSize(ref frag, sh);
        """)]
    [InlineData("{|FRAG1007:skb.Info.Frags[i++].Size = n|};", "SkbFrag.SetSize(ref skb.Info.Frags[i++], n);")]
    [InlineData("{|FRAG1007:frag.Size = {|FRAG1007:frag.Size|} + n|};", "SkbFrag.SetSize(ref frag, SkbFrag.Size(frag) + n);")]
    [InlineData("{|FRAG1007:frag.Size = Math.Max({|FRAG1007:frag.Size|}, {|FRAG1007:frag.Offset|})|};", "SkbFrag.SetSize(ref frag, Math.Max(SkbFrag.Size(frag), SkbFrag.Offset(frag)));")]
    [InlineData(
        """
        {|FRAG1007:frag.Size =
            len|};
        """,
        """
        SkbFrag.SetSize(ref frag,
            len);
        """)]
    [InlineData(
        """
        {|FRAG1007:frag.Size = // all of it
            len|};
        """,
        """
        SkbFrag.SetSize(ref frag, // all of it
            len);
        """)]
    // an inner store is evaluated where it was
    [InlineData("{|FRAG1007:frag.Offset = {|FRAG1007:frag.Size = 0|}|};", "SkbFrag.SetOffset(ref frag, {|FRAG1007:frag.Size = 0|});")]
    public Task IsSet(string statements, string fixedStatements) => Snippet.FixesAsync(statements, fixedStatements);

    [Theory]
    [InlineData("{|FRAG1007:frag.Size += n|};", "SkbFrag.AddSize(ref frag, n);")]
    [InlineData("{|FRAG1007:frag.Offset += start - n|};", "SkbFrag.AddOffset(ref frag, start - n);")]
    [InlineData("{|FRAG1007:frag.Size++|}; {|FRAG1007:++frag.Size|}; {|FRAG1007:frag.Size--|}; {|FRAG1007:--frag.Offset|}; {|FRAG1007:frag.Offset++|};", "SkbFrag.AddSize(ref frag, 1); SkbFrag.AddSize(ref frag, 1); SkbFrag.AddSize(ref frag, -1); SkbFrag.AddOffset(ref frag, -1); SkbFrag.AddOffset(ref frag, 1);")]
    [InlineData("{|FRAG1007:frag.Size -= n|}; {|FRAG1007:frag.Size -= n + 1|}; {|FRAG1007:frag.Size -= b ? 1 : 2|}; {|FRAG1007:frag.Offset -= (n)|}; {|FRAG1007:frag.Offset += -n|};", "SkbFrag.AddSize(ref frag, -n); SkbFrag.AddSize(ref frag, -(n + 1)); SkbFrag.AddSize(ref frag, -(b ? 1 : 2)); SkbFrag.AddOffset(ref frag, -(n)); SkbFrag.AddOffset(ref frag, -n);")]
    [InlineData("{|FRAG1007:frag.Size -= -n|}; {|FRAG1007:frag.Size -= ~n|}; {|FRAG1007:frag.Size -= (byte)n|}; {|FRAG1007:frag.Size -= 'a'|};", "SkbFrag.AddSize(ref frag, -(-n)); SkbFrag.AddSize(ref frag, -(~n)); SkbFrag.AddSize(ref frag, -((byte)n)); SkbFrag.AddSize(ref frag, -'a');")]
    [InlineData("{|FRAG1007:frag.Size -= checked(n + 1)|}; {|FRAG1007:frag.Size -= default(int)|}; {|FRAG1007:frag.Size -= sizeof(int)|}; {|FRAG1007:frag.Size -= n switch { 1 => 2, _ => 3 }|};", "SkbFrag.AddSize(ref frag, -(checked(n + 1))); SkbFrag.AddSize(ref frag, -(default(int))); SkbFrag.AddSize(ref frag, -(sizeof(int))); SkbFrag.AddSize(ref frag, -(n switch { 1 => 2, _ => 3 }));")]
    // evaluated once, in the same order
    [InlineData("{|FRAG1007:ring[Next()].Size += Next()|};", "SkbFrag.AddSize(ref ring[Next()], Next());")]
    [InlineData("{|FRAG1007:ring[i++].Size -= Next()|};", "SkbFrag.AddSize(ref ring[i++], -Next());")]
    [InlineData(
        """
        {|FRAG1007:frag.Size += {|FRAG1007:frag.Offset|}|};
        {|FRAG1007:frag.Size -= {|FRAG1007:frag.Size|}|};
        """,
        """
        SkbFrag.AddSize(ref frag, SkbFrag.Offset(frag));
        SkbFrag.AddSize(ref frag, -SkbFrag.Size(frag));
        """)]
    [InlineData(
        """
        {|FRAG1007:frag.Size +=
            n|};
        """,
        """
        SkbFrag.AddSize(ref frag,
            n);
        """)]
    [InlineData("for (; {|FRAG1007:frag.Size|} > 0; {|FRAG1007:frag.Size -= n|}, {|FRAG1007:frag.Offset += n|}) { }", "for (; SkbFrag.Size(frag) > 0; SkbFrag.AddSize(ref frag, -n), SkbFrag.AddOffset(ref frag, n)) { }")]
    [InlineData(
        """
        Action a = () => {|FRAG1007:own.Size++|};
        a();
        """,
        """
        Action a = () => SkbFrag.AddSize(ref own, 1);
        a();
        """)]
    [InlineData("fixed (Frag* f = ring) { {|FRAG1007:f->Size += 2|}; {|FRAG1007:(*f).Offset -= n|}; {|FRAG1007:f->Size++|}; }", "fixed (Frag* f = ring) { SkbFrag.AddSize(ref *f, 2); SkbFrag.AddOffset(ref *f, -n); SkbFrag.AddSize(ref *f, 1); }")]
    public Task IsAdded(string statements, string fixedStatements) => Snippet.FixesAsync(statements, fixedStatements);

    [Theory]
    [InlineData("{|FRAG1007:frag.Size *= 2|}; {|FRAG1007:frag.Size &= ~3|}; {|FRAG1007:frag.Size <<= 1|}; {|FRAG1007:frag.Size >>>= 1|}; {|FRAG1007:frag.Size |= n|}; {|FRAG1007:frag.Size ^= n|};", "SkbFrag.SetSize(ref frag, SkbFrag.Size(frag) * 2); SkbFrag.SetSize(ref frag, SkbFrag.Size(frag) & ~3); SkbFrag.SetSize(ref frag, SkbFrag.Size(frag) << 1); SkbFrag.SetSize(ref frag, SkbFrag.Size(frag) >>> 1); SkbFrag.SetSize(ref frag, SkbFrag.Size(frag) | n); SkbFrag.SetSize(ref frag, SkbFrag.Size(frag) ^ n);")]
    [InlineData("{|FRAG1007:frag.Size /= 2|}; {|FRAG1007:frag.Offset %= n + 1|};", "SkbFrag.SetSize(ref frag, SkbFrag.Size(frag) / 2); SkbFrag.SetOffset(ref frag, SkbFrag.Offset(frag) % (n + 1));")]
    [InlineData("{|FRAG1007:skb.Info.Frags[i].Size *= n|};", "SkbFrag.SetSize(ref skb.Info.Frags[i], SkbFrag.Size(skb.Info.Frags[i]) * n);")]
    // a checked sum stays one
    [InlineData("checked { {|FRAG1007:frag.Size -= n|}; {|FRAG1007:frag.Size += n|}; {|FRAG1007:frag.Size++|}; }", "checked { SkbFrag.SetSize(ref frag, SkbFrag.Size(frag) - n); SkbFrag.SetSize(ref frag, SkbFrag.Size(frag) + n); SkbFrag.SetSize(ref frag, SkbFrag.Size(frag) + 1); }")]
    // there is no such number of the other sign
    [InlineData("{|FRAG1007:frag.Size -= int.MinValue|};", "SkbFrag.SetSize(ref frag, SkbFrag.Size(frag) - int.MinValue);")]
    public Task IsSetToWhatItBecomes(string statements, string fixedStatements) => Snippet.FixesAsync(statements, fixedStatements);

    /// <summary>The old value is read before the right side runs; an accessor reads it afterwards.</summary>
    [Theory]
    [InlineData("Func<int> call = () => 1; {|FRAG1007:frag.Size += call()|};")]
    [InlineData("{|FRAG1007:frag.Size += Zero(ref frag)|}; static int Zero(ref Frag f) { f = default; return 1; }")]
    [InlineData("{|FRAG1007:ring[0].Size -= Zero()|}; int Zero() { ring[0] = default; return 1; }")]
    public Task IsNotAddedToWhatTheRightSideMayChange(string statements) => Snippet.KeepsAsync("MayChange", statements);

    /// <summary>What is called changes nothing, and its source says so.</summary>
    [Theory]
    [InlineData("{|FRAG1007:frag.Size += Math.Min(n, Next())|};", "SkbFrag.AddSize(ref frag, Math.Min(n, Next()));")]
    [InlineData("{|FRAG1007:frag.Size -= Twice(n)|}; static int Twice(int of) { int twice = of; twice += of; return twice; }", "SkbFrag.AddSize(ref frag, -Twice(n)); static int Twice(int of) { int twice = of; twice += of; return twice; }")]
    [InlineData("{|FRAG1007:frag.Size += int.Parse(\"3\")|};", "SkbFrag.AddSize(ref frag, int.Parse(\"3\"));")]
    public Task IsAddedWhereTheRightSideIsHarmless(string statements, string fixedStatements) => Snippet.FixesAsync(statements, fixedStatements);

    [Theory]
    [InlineData("ValueUsed", "while ({|FRAG1007:frag.Size--|} > 0) { }")]
    [InlineData("ValueUsed", "n = {|FRAG1007:frag.Size--|};")]
    [InlineData("ValueUsed", "n = {|FRAG1007:++frag.Size|};")]
    [InlineData("ValueUsed", "n = {|FRAG1007:frag.Size += 3|};")]
    [InlineData("ValueUsed", "Use({|FRAG1007:frag.Offset = 3|});")]
    [InlineData("ValueUsed", "ring[{|FRAG1007:own.Size++|}] = other;")]
    [InlineData("ValueUsed",
        """
        Func<int> a = () => {|FRAG1007:own.Size++|};
        a();
        """)]
    [InlineData("ValueUsed", "if (({|FRAG1007:frag.Size -= n|}) == 0) n++;")]
    public Task HasNoFixWhereItsValueIsUsed(string reason, string statements) => Snippet.KeepsAsync(reason, statements);

    [Theory]
    [InlineData("SlotReference",
        """
        Take(ref {|FRAG1007:frag.Size|});
        static void Take(ref int n) { }
        """)]
    [InlineData("SlotReference", "int.TryParse(\"3\", out {|FRAG1007:frag.Size|});")]
    [InlineData("SlotReference", "System.Threading.Interlocked.Add(ref {|FRAG1007:skb.Info.Frags[i].Size|}, n);")]
    [InlineData("SlotReference",
        """
        ref int size = ref {|FRAG1007:frag.Size|};
        size = 3;
        """)]
    [InlineData("SlotReference", "fixed (Frag* f = ring) { int* q = &{|FRAG1007:f->Size|}; *q = 3; }")]
    [InlineData("SlotReference", "fixed (int* q = &{|FRAG1007:ring[0].Offset|}) { *q = 3; }")]
    [InlineData("SlotReference",
        """
        Take(in {|FRAG1007:frag.Size|});
        static void Take(in int n) { }
        """)]
    public Task HasNoFixWhereItIsPassedByReference(string reason, string statements) => Snippet.KeepsAsync(reason, statements);

    [Theory]
    [InlineData("Deconstruction", "({|FRAG1007:frag.Size|}, n) = (n, 1);")]
    [InlineData("Deconstruction", "(n, ({|FRAG1007:frag.Offset|}, len)) = (1, (2, 3));")]
    public Task HasNoFixInADeconstruction(string reason, string statements) => Snippet.KeepsAsync(reason, statements);

    [Theory]
    [InlineData("InPattern", "if (frag is { {|FRAG1007:Size|}: > 3 }) n++;")]
    [InlineData("InPattern", "n = frag switch { { {|FRAG1007:Size|}: 0, {|FRAG1007:Offset|}: 0 } => 1, _ => 2 };")]
    public Task HasNoFixInAPattern(string reason, string statements) => Snippet.KeepsAsync(reason, statements);

    [Theory]
    [InlineData("Initializer", "frag = new Frag { {|FRAG1007:Size = 3|} };")]
    [InlineData("Initializer", "other = other with { {|FRAG1007:Offset = 3|} };")]
    [InlineData("Initializer", "Use(new Frag { {|FRAG1007:Offset = 3|} });")]
    public Task HasNoFixInAnInitializer(string reason, string statements) => Snippet.KeepsAsync(reason, statements);

    [Theory]
    [InlineData("CompoundStore", "{|FRAG1007:ring[Next()].Size *= 2|};")]
    [InlineData("CompoundStore", "{|FRAG1007:ring[i++].Size <<= 1|};")]
    public Task HasNoFixForOneLocationTwice(string reason, string statements) => Snippet.KeepsAsync(reason, statements);

    [Theory]
    [InlineData("n = SkbFrag.Size(frag) + SkbFrag.Offset(frag);")]
    [InlineData("SkbFrag.AddSize(ref frag, 1);")]
    [InlineData("Use(nameof(frag.Size));")]
    [InlineData("Use(ring.Length);")]
    [InlineData(
        """
        var t = (Offset: 1, Size: 2);
        t.Size += t.Offset;
        Use(t);
        """)]
    [InlineData("Use(new System.IO.MemoryStream().Length);")]
    [InlineData("n += len;")]
    [InlineData("Use(\"abc\".Length);")]
    public Task IsNotRaw(string statements) => Snippet.SilentAsync(statements);
}
