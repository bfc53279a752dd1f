using System.Threading.Tasks;
using Xunit;

namespace FragApi.Analyzers.Tests;

/// <summary>
/// Two members of one role in one fragment: a counted page and an alias of it, two offsets. An accessor stands for the
/// member that its source touches.
/// </summary>
public sealed class TwinMemberTests
{
    [Theory]
    // through a helper, and through a property that is another name of the field
    [InlineData("FRAG1006", "Use(f.Buf);", "Use(Acc.Page(f));")]
    [InlineData("FRAG1006", "Use(f.Buffer);", "Use(Acc.Page(f));")]
    [InlineData("FRAG1001", "f.Src.Get();", "Acc.Ref(f);")]
    [InlineData("FRAG1007 FRAG1007", "f.Start = f.Start + 1;", "Acc.SetOffset(f, Acc.Offset(f) + 1);")]
    public Task IsConvertedWhereItIsTheOne(string ids, string before, string after) =>
        RawCalls.FixFileAsync(ids, World(before), World(after), standsAlone: true);

    [Theory]
    [InlineData("FRAG1001", "f.Buf.Get();")]
    [InlineData("FRAG1002", "f.Buf.Put();")]
    public Task IsLeftWhereItIsTheOther(string id, string statements) =>
        RawCalls.DeclineFileAsync(id, "OtherMember", World(statements), standsAlone: true);

    [Theory]
    [InlineData("FRAG1006", "Use(f.Src);")]
    [InlineData("FRAG1007", "Use(f.Skip);")]
    // a page that the accessor touches both members of is neither
    [InlineData("FRAG1005", "f.Src = null;")]
    public Task StaysAsItIs(string ids, string statements) => RawCalls.FixFileAsync(ids, World(statements), World(statements), standsAlone: true);

    private static string World(string statements) => $$"""
        using FragApi;
        public class Page { public int Count; [PageGet] public void Get() { Count++; } [PagePut] public void Put() { Count--; } }
        [Fragment(Accessor = typeof(Acc))]
        public class Frag
        {
            [FragmentPage] public Page Src;
            [FragmentPage] public Page Buf;
            [FragmentPage] public Page Buffer => Buf;
            [FragmentOffset] public int Start;
            [FragmentOffset] public int Skip;
        }
        [FragmentAccessor]
        public static class Acc
        {
            public static Page Page(Frag f) => Alias(f);
            static Page Alias(Frag f) => f.Buf;
            public static void SetPage(Frag f, Page page) { f.Src = page; f.Buf = page; }
            public static void Ref(Frag f) => f.Src.Get();
            public static void Unref(Frag f) => f.Src.Put();
            public static int Offset(Frag f) => f.Start;
            public static void SetOffset(Frag f, int offset) => f.Start = offset;
        }
        static class C
        {
            static void Use(object o) { }
            static void M(Frag f) { {{statements}} }
        }
        """;
}
