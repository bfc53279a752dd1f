using Xunit;

namespace FragApi.Cli.Check.Tests.Proposing;

/// <summary>What is a fragment, and what only looks like one; with what holds it, addresses it and maps it.</summary>
public sealed class FragmentTests
{
    internal const string Slab = """
        public sealed class Slab
        {
            private int _n = 1;
            private byte[]? _bytes = new byte[4096];
            public void Hold() => Interlocked.Increment(ref _n);
            public void Unhold() { if (Interlocked.Decrement(ref _n) == 0) _bytes = null; }
            public nint Base => 4096;
        }

        """;

    internal const string Extent = """
        public struct Extent
        {
            public Slab? Slab;
            public ushort From;
            public ushort Bytes;
            public int Tag;
        }

        public sealed class Parcel
        {
            public readonly Extent[] Extents = new Extent[8];
            public int Used;
            public uint Marks;
            public int Priority;
        }

        """;

    internal const string Engine = """
        public static class Engine
        {
            public static nint At(in Extent extent) => extent.Slab!.Base + extent.From;
            public static void Share(Parcel from, Parcel to)
            {
                for (int i = 0; i < from.Used; i++)
                {
                    to.Extents[to.Used++] = from.Extents[i];
                    from.Extents[i].Slab!.Hold();
                }

                to.Marks |= from.Marks & 6;
                to.Priority = from.Priority;
            }
        }

        public static class Cutter
        {
            public static void Cut(ref Extent extent, ushort n)
            {
                extent.From += n;
                extent.Bytes -= n;
                if (extent.Bytes == 0)
                    extent.Slab!.Unhold();
            }
        }

        """;

    [Fact]
    public void WhoUsesItInAProgramWithoutATypeIsAnotherOne() =>
        Proposed.Of(Proposed.Program("Slab slab = new(); Extent extent = new() { Slab = slab }; Engine.Share(new(), new()); Console.WriteLine(extent.From + extent.Bytes);" + Slab + Extent + Engine)).Has("fragment T:Extent");

    [Fact]
    public void ADescriptorWithItsPartsAndWhatHoldsIt()
    {
        Proposed proposed = Proposed.Of(Slab + Extent + Engine).Has(
            "page-get M:Slab.Hold", "page-put M:Slab.Unhold", "fragment T:Extent", "fragment-page F:Extent.Slab", "fragment-offset F:Extent.From", "fragment-size F:Extent.Bytes",
            "fragment-container T:Parcel", "fragment-count F:Parcel.Used", "fragment-flags F:Parcel.Marks mask=6", "page-address P:Slab.Base");
        Assert.DoesNotContain(proposed.Sure, line => line.Contains("Tag", System.StringComparison.Ordinal) || line.Contains("Priority", System.StringComparison.Ordinal));
        Assert.Empty(proposed.Result.Questions);
    }

    [Fact]
    public void ADescriptorThatIsAClassWithProperties() => Proposed.Of(Slab + Extent.Replace("struct Extent", "class Extent").Replace("Slab;", "Slab { get; set; }").Replace("From;", "From { get; set; }") + Engine.Replace("ref Extent", "Extent").Replace("in Extent", "Extent")).Has(
        "fragment T:Extent", "fragment-page P:Extent.Slab", "fragment-offset P:Extent.From", "fragment-size F:Extent.Bytes");

    [Fact]
    public void AccessorsWhateverTheyAreCalled() => Proposed.Of(Slab + Extent + Engine + """
        public static class Extents
        {
            public static Slab? SlabOf(in Extent extent) => extent.Slab;
            public static void Grab(in Extent extent) => extent.Slab!.Hold();
            public static void Grab(Parcel parcel, int i) => Grab(parcel.Extents[i]);
            public static void Let(Parcel parcel, int i) => parcel.Extents[i].Slab!.Unhold();
            public static ushort Length(in Extent extent) => extent.Bytes;
            public static void Grow(ref Extent extent, ushort by) => extent.Bytes += by;
            public static nint Start(in Extent extent) => extent.Slab!.Base + extent.From;
            public static void Set(ref Extent extent, Slab? slab, ushort from, ushort bytes) { extent.Slab = slab; extent.From = from; extent.Bytes = bytes; }
        }
        """).Has(
        "fragment T:Extent accessor=T:Extents", "fragment-accessor T:Extents",
        "fragment-accessor M:Extents.SlabOf(Extent@) operation=Page", "fragment-accessor M:Extents.Grab(Extent@) operation=Ref", "fragment-accessor M:Extents.Grab(Parcel,System.Int32) operation=Ref",
        "fragment-accessor M:Extents.Let(Parcel,System.Int32) operation=Unref", "fragment-accessor M:Extents.Length(Extent@) operation=Size", "fragment-accessor M:Extents.Grow(Extent@,System.UInt16) operation=AddSize",
        "fragment-accessor M:Extents.Start(Extent@) operation=Address", "fragment-accessor M:Extents.Set(Extent@,Slab,System.UInt16,System.UInt16) operation=Fill");

    [Fact]
    public void MappingsOfTwoFamilies() => Proposed.Of(Slab + Extent + Engine + """
        public enum Way { In, Out }
        public sealed class Card { }
        public sealed class Crypto { }
        public static class Bus
        {
            public static ulong Attach(Card card, Slab slab, int from, int bytes, Way way) => 0;
            public static void Detach(Card card, ulong where, int bytes, Way way) { }
            public static bool Broke(ulong where) => where == 0;
        }
        public static class Vault
        {
            public static ulong Open(Crypto crypto, Slab slab, int from, int bytes) => 0;
            public static void Close(Crypto crypto, ulong where, int bytes) { }
        }
        public sealed class Sender(Card card, Crypto crypto)
        {
            private readonly ulong[] _sent = new ulong[8];
            public void Send(Parcel parcel)
            {
                for (int i = 0; i < parcel.Used; i++)
                {
                    ulong where = Bus.Attach(card, parcel.Extents[i].Slab!, parcel.Extents[i].From, parcel.Extents[i].Bytes, Way.Out);
                    if (Bus.Broke(where))
                        return;
                    _sent[i] = where;
                }
            }
            public void Done(Parcel parcel)
            {
                for (int i = 0; i < parcel.Used; i++)
                    Bus.Detach(card, _sent[i], parcel.Extents[i].Bytes, Way.Out);
            }
            public void Seal(in Extent extent)
            {
                ulong at = Vault.Open(crypto, extent.Slab!, extent.From, extent.Bytes);
                Vault.Close(crypto, at, extent.Bytes);
            }
        }
        """).Has(
        "page-map M:Bus.Attach(Card,Slab,System.Int32,System.Int32,Way) family=bus", "page-unmap M:Bus.Detach(Card,System.UInt64,System.Int32,Way) family=bus", "map-check M:Bus.Broke(System.UInt64) family=bus",
        "page-map M:Vault.Open(Crypto,Slab,System.Int32,System.Int32) family=vault", "page-unmap M:Vault.Close(Crypto,System.UInt64,System.Int32) family=vault");

    [Fact]
    public void OwnersFromBodies() => Proposed.Of(Slab + """
        public sealed class Heap
        {
            private Slab? _last;
            public Slab Make() => new Slab();
            public Slab? TryMake(bool full) { if (full) return null; Slab slab = new(); return slab; }
            public bool TryTake(out Slab? slab) { slab = new Slab(); return true; }
            public void Recycle(Slab slab, string why) { Console.WriteLine(why); slab.Unhold(); Console.WriteLine("gone"); }
            public bool IsBig(Slab slab) => slab.Base > 10;
            public void Keep(Slab slab) => _last = slab;
            public Slab? Last() => _last;
        }
        """).Has(
        "owned M:Heap.Make", "owned M:Heap.TryMake(System.Boolean) when=NotNull", "owned M:Heap.TryTake(Slab@)#slab", "borrows M:Heap.IsBig(Slab)#slab");

    [Fact]
    public void ATypeOfOthersByItsUse()
    {
        Microsoft.CodeAnalysis.MetadataReference vendor = Proposed.Image(Proposed.Compile("Vendor", "namespace Vendor { public class Chunk { public void Retain() { } public bool Release() => true; public nint Address => 0; } public class Gate { public void Acquire() { } public void Release() { } } }"));
        Proposed proposed = Proposed.Of("""
            using Vendor;
            public struct Piece { public Chunk? Chunk; public int Offset; public int Length; }
            public sealed class Train { public Piece[] Pieces = new Piece[4]; public int Count; }
            public static class Trains
            {
                public static void Copy(Train from, Train to)
                {
                    for (int i = 0; i < from.Count; i++)
                    {
                        to.Pieces[to.Count++] = from.Pieces[i];
                        from.Pieces[i].Chunk!.Retain();
                    }
                }
                public static void Free(Train train)
                {
                    for (int i = 0; i < train.Count; i++)
                        train.Pieces[i].Chunk!.Release();
                }
            }
            public sealed class Reader(Gate gate)
            {
                public nint At(in Piece piece) => piece.Chunk!.Address + piece.Offset;
                public void Skip(ref Piece piece, int n) { piece.Offset += n; piece.Length -= n; }
                public void Locked() { gate.Acquire(); try { Console.WriteLine(); } finally { gate.Release(); } }
            }
            """, vendor).Has("page-get M:Vendor.Chunk.Retain", "page-put M:Vendor.Chunk.Release", "fragment T:Piece", "fragment-offset F:Piece.Offset", "fragment-size F:Piece.Length", "page-address P:Vendor.Chunk.Address");
        Assert.DoesNotContain(proposed.Result.Proposals, proposal => proposal.Id.Contains("Gate", System.StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("a list of places that holds nothing", "public struct Place { public Slab? Slab; public int From; public int Bytes; } public static class U { public static nint At(Place p) => p.Slab!.Base + p.From; public static void Cut(ref Place p, int n) { p.From += n; p.Bytes -= n; } }")]
    [InlineData("an owner with statistics", "public sealed class Owner { public Slab? Slab; public int Reads; public int Writes; } public static class U { public static void Read(Owner o) { o.Slab!.Hold(); o.Reads++; o.Slab!.Unhold(); } } public static class V { public static int All(Owner o) => o.Reads + o.Writes; }")]
    [InlineData("a range of text", "public struct Range { public string Text; public int Start; public int Length; } public static class U { public static string Of(Range r) => r.Text.Substring(r.Start, r.Length); }")]
    [InlineData("a point", "public struct Point { public int X; public int Y; public Slab? Canvas; } public static class U { public static void Move(ref Point p, int n) { p.X += n; p.Y -= n; } }")]
    [InlineData("a private slot of one driver", "public sealed class Driver { private struct Slot { public Slab? Slab; public int From; public int Bytes; } private Slot _slot; public void Go() { _slot.Slab!.Hold(); _slot.From += 3; _slot.Bytes -= 3; } public nint At() => _slot.Slab!.Base + _slot.From; }")]
    [InlineData("a size and no offset", "public struct Bit { public Slab? Slab; public int Bytes; public int Id; } public static class U { public static void Go(Bit b, ref int all) { b.Slab!.Hold(); all += b.Bytes; } } public static class V { public static void Go(Bit b) => b.Slab!.Unhold(); }")]
    public void WhatIsNoFragment(string what, string source)
    {
        Assert.NotEmpty(what);
        Assert.DoesNotContain(Proposed.Of(Slab + source).Result.Proposals, proposal => proposal.Keyword.StartsWith("fragment", System.StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("an address that is given back", "public static nint Lend(Slab slab) => 1; public static void Back(Slab slab) { }", "nint at = Mm.Lend(extent.Slab!) + extent.From; Mm.Back(extent.Slab!);")]
    [InlineData("a frame number", "public static ulong Frame(Slab slab) => 1;", "ulong at = Mm.Frame(extent.Slab!);")]
    [InlineData("a checksum", "public static ulong Sum(Slab slab, int from, int bytes) => 1;", "ulong at = Mm.Sum(extent.Slab!, extent.From, extent.Bytes); Console.WriteLine(at);")]
    public void WhatIsNoAddressAndNoMapping(string what, string members, string use)
    {
        Assert.NotEmpty(what);
        Proposed proposed = Proposed.Of(Slab + Extent + Engine + $"public static class Mm {{ {members} }} public static class Use {{ public static void Go(in Extent extent) {{ {use} }} }}");
        Assert.DoesNotContain(proposed.Result.Proposals, proposal => proposal.Id.Contains("Mm.", System.StringComparison.Ordinal) && !proposal.Keyword.StartsWith("borrows", System.StringComparison.Ordinal));
    }
}
