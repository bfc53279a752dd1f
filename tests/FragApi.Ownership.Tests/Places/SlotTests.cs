using System.Threading.Tasks;
using Xunit;

namespace FragApi.Ownership.Tests;

/// <summary>Slots of arrays, and <c>ref</c> locals: the same place under another name, as long as nothing says otherwise.</summary>
public sealed class SlotTests
{
    private const string Pool = "ArrayPool<byte>.Shared";

    private const string Ring = "byte[][] _r = new byte[8][]; struct E { public byte[] B; } E[] _e; byte[] _b; int _h; ";

    [Theory]
    [InlineData("void F(int i) { P.Return(_r[i]); {|FRAG2003:P.Return(_r[i])|}; }")]
    [InlineData("void F(int i, int mask) { P.Return(_r[i & mask]); {|FRAG2003:P.Return(_r[i & mask])|}; }")]
    [InlineData("void F() { P.Return(_r[_h]); {|FRAG2003:P.Return(_r[_h])|}; }")]
    [InlineData("void F(byte[][] r) { P.Return(r[0]); {|FRAG2003:P.Return(r[0])|}; }")]
    [InlineData("void F(int i) { P.Return(_r[i]); {|FRAG2004:_r[i][0]|} = 1; }")]
    [InlineData("void F(int i) { P.Return(_r[i]); if (i > 3) {|FRAG2003:P.Return(_r[i])|}; }")]
    [InlineData("void F(int i) { byte[] b = _r[i]; P.Return(b); {|FRAG2003:P.Return(_r[i])|}; }")]
    [InlineData("void F(int i) { P.Return(_e[i].B); {|FRAG2003:P.Return(_e[i].B)|}; }")]
    [InlineData("void F(int i) { ref byte[] b = ref _r[i]; P.Return(b); {|FRAG2003:P.Return(b)|}; }")]
    [InlineData("void F(int i) { ref byte[] b = ref _r[i]; P.Return(_r[i]); {|FRAG2003:P.Return(b)|}; }")]
    [InlineData("void F() { ref byte[] b = ref _b; P.Return(b); {|FRAG2003:P.Return(_b)|}; }")]
    [InlineData("void F() { byte[] a = P.Rent(9); ref byte[] b = ref a; P.Return(b); {|FRAG2003:P.Return(a)|}; }")]
    [InlineData("void F() { byte[] a = {|FRAG2001i:P.Rent(9)|}; ref byte[] b = ref a; b[0] = 1; }")]
    public Task The_same_slot(string member) => Own.MembersAsync(Ring + member.Replace("P.", Pool + "."));

    [Theory]
    [InlineData("void F(int i) { P.Return(_r[i]); i++; P.Return(_r[i]); }")]
    [InlineData("void F(int i) { P.Return(_r[i]); i = 4; P.Return(_r[i]); }")]
    [InlineData("void F(int i, int j) { P.Return(_r[i]); P.Return(_r[j]); }")]
    [InlineData("void F(int i) { P.Return(_r[i]); P.Return(_r[i + 1]); }")]
    [InlineData("void F(int n) { P.Return(_r[n++]); P.Return(_r[n++]); }")]
    [InlineData("void F(int n) { for (int i = 0; i < n; i++) P.Return(_r[i]); }")]
    [InlineData("void F(int n) { while (--n >= 0) P.Return(_r[n]); }")]
    [InlineData("void F(int n) { { int i = n; P.Return(_r[i]); } { int i = n + 1; P.Return(_r[i]); } }")]
    [InlineData("void F() { P.Return(_r[_h]); _h++; P.Return(_r[_h]); }")]
    [InlineData("void F() { P.Return(_r[_h]); Next(); P.Return(_r[_h]); } void Next() { _h++; }")]
    // Something else lies there by now, or may.
    [InlineData("void F(int i) { P.Return(_r[i]); _r[i] = P.Rent(9); P.Return(_r[i]); }")]
    [InlineData("void F(int i, int j) { P.Return(_r[i]); _r[j] = P.Rent(9); P.Return(_r[i]); }")]
    [InlineData("void F(int i) { P.Return(_r[i]); _r = new byte[8][]; Fill(_r); P.Return(_r[i]); } static void Fill(byte[][] r) { r[0] = P.Rent(9); }")]
    [InlineData("void F(int i) { P.Return(_r[i]); Fill(); P.Return(_r[i]); } void Fill() { for (int k = 0; k < 8; k++) _r[k] = P.Rent(9); }")]
    [InlineData("void F(int i) { byte[][] s = _r; P.Return(_r[i]); s[i] = P.Rent(9); P.Return(_r[i]); }")]
    [InlineData("void F(int i) { P.Return(_r[i]); Array.Copy(_r, 1, _r, 0, 7); P.Return(_r[i]); }")]
    [InlineData("void F(int i) { P.Return(_r[i]); _r.AsSpan(1).CopyTo(_r); P.Return(_r[i]); }")]
    [InlineData("void F(int i) { P.Return(_r[i]); Other.Use(this); P.Return(_r[i]); }")]
    [InlineData("void F(int i) { P.Return(_r[i]); (_r[i], _r[0]) = (_r[0], _r[i]); P.Return(_r[i]); }")]
    [InlineData("void F(int i) { if (_r[i] != null) { P.Return(_r[i]); _r[i] = null; } if (_r[i] != null) P.Return(_r[i]); }")]
    [InlineData("void F(int i) { P.Return(_e[i].B); _e[i].B = P.Rent(9); P.Return(_e[i].B); }")]
    [InlineData("void F(int i, E e) { P.Return(_e[i].B); _e[i] = e; P.Return(_e[i].B); }")]
    [InlineData("void F(int i) { P.Return(_e[i].B); i++; P.Return(_e[i].B); }")]
    [InlineData("void F(int i) { P.Return(_e[i].B); Set(ref _e[i]); P.Return(_e[i].B); } static void Set(ref E e) { e.B = P.Rent(9); }")]
    // Under its other name.
    [InlineData("void F(int i) { ref byte[] b = ref _r[i]; P.Return(b); b = P.Rent(9); P.Return(_r[i]); }")]
    [InlineData("void F(int i) { ref byte[] b = ref _r[i]; P.Return(b); b = ref _r[i + 1]; P.Return(b); }")]
    [InlineData("void F(int n) { for (int i = 0; i < n; i++) { ref byte[] b = ref _r[i]; P.Return(b); } }")]
    [InlineData("void F(int i) { ref byte[] b = ref _r[i]; i++; P.Return(b); P.Return(_r[i]); }")]
    [InlineData("void F() { ref byte[] b = ref _b; P.Return(b); b = P.Rent(9); P.Return(_b); }")]
    [InlineData("void F() { byte[] a = P.Rent(9); ref byte[] b = ref a; P.Return(b); }")]
    [InlineData("void F() { byte[] a = P.Rent(9); ref byte[] b = ref a; P.Return(a); b = P.Rent(3); P.Return(a); }")]
    [InlineData("void F(bool c) { byte[] a = P.Rent(9); byte[] z = P.Rent(8); ref byte[] b = ref (c ? ref a : ref z); P.Return(b); }")]
    [InlineData("void F(bool c) { byte[] a = P.Rent(9); byte[] z = P.Rent(8); ref byte[] b = ref a; P.Return(b); b = ref z; P.Return(b); }")]
    [InlineData("void F(byte[][] r) { foreach (ref byte[] b in r.AsSpan()) P.Return(b); }")]
    public Task Another_slot_or_another_value(string member) => Own.MembersAsync(Ring + member.Replace("P.", Pool + "."));

    [Theory]
    [InlineData("UnmapPage(dev, ring[i].Addr, ring[i].Len, ToDevice); {|FRAG3006:UnmapPage(dev, ring[i].Addr, ring[i].Len, ToDevice)|};")]
    [InlineData("UnmapPage(dev, maps[i & 63], len, ToDevice); {|FRAG3006:UnmapPage(dev, maps[i & 63], len, ToDevice)|};")]
    [InlineData("maps[i] = MapPage(dev, page, 0, len, ToDevice); if (MappingError(dev, maps[i])) return; UnmapPage(dev, maps[i], len, ToDevice); {|FRAG3006:UnmapPage(dev, maps[i], len, ToDevice)|};")]
    [InlineData("ref Desc d = ref ring[i]; UnmapPage(dev, d.Addr, d.Len, ToDevice); {|FRAG3006:UnmapPage(dev, d.Addr, d.Len, ToDevice)|};")]
    [InlineData("UnmapPage(dev, ring[i].Addr, ring[i].Len, ToDevice); ring[i].Addr = 0;")]
    [InlineData("UnmapPage(dev, ring[i].Addr, ring[i].Len, ToDevice); i = (i + 1) & 63; UnmapPage(dev, ring[i].Addr, ring[i].Len, ToDevice);")]
    [InlineData("UnmapPage(dev, maps[i], len, ToDevice); maps[i] = MapPage(dev, page, 0, len, ToDevice); if (MappingError(dev, maps[i])) return; UnmapPage(dev, maps[i], len, ToDevice);")]
    [InlineData("for (int j = 0; j < n; j++) { ref Desc d = ref ring[j]; UnmapPage(dev, d.Addr, d.Len, ToDevice); }")]
    public Task Of_mappings(string statements) => DmaSnippet.FlagsAsync(statements);
}
