using System.Threading.Tasks;
using Xunit;

namespace FragApi.Ownership.Tests;

/// <summary>The parts of a struct: they go where it goes, and a copy has the same.</summary>
public sealed class PartTests
{
    private const string Made = "Desc d = default; d.Page = Alloc(); ";

    [Theory]
    [InlineData("var d = new Desc { Page = {|FRAG2002:Alloc()|}, Size = n }; if (b) return; d.Page.Put();")]
    [InlineData("var d = new Desc { Page = Alloc() }; var e = d; e.Page.Put(); {|FRAG2003:d.Page.Put()|};")]
    [InlineData("var d = new Desc { Page = Alloc() }; {|FRAG2005:d = default|};")]
    [InlineData(Made + "{|FRAG2005:d = new Desc { Page = Alloc() }|}; d.Page.Put();")]
    [InlineData("Desc d = default; d.Page = {|FRAG2002:Alloc()|}; list.Add((b ? d : default).Page);")]
    public Task Are_followed(string statements) => Own.IsAsync(statements);

    [Theory]
    [InlineData("list.Add(new Desc { Page = Alloc() }.Page);")]
    [InlineData("Desc[] all = { new Desc { Page = Alloc() } }; Other.Use(all);")]
    [InlineData("var all = new List<Desc> { new Desc { Page = Alloc() } }; Other.Use(all);")]
    [InlineData("Desc? d = new Desc { Page = Alloc() }; Other.Use(d);")]
    [InlineData("var d = new Desc { Page = Alloc() }; var e = d; d = default; e.Page.Put();")]
    [InlineData("var d = new Desc { Page = Alloc() }; d = new Desc { Page = d.Page, Size = n }; d.Page.Put();")]
    [InlineData("var d = new Desc { Page = Alloc() }; d = d with { Size = n }; d.Page.Put();")]
    [InlineData("Other.Use(new { Of = new Desc { Page = Alloc() } });")]
    [InlineData(Made + "var t = (d, b ? 1 : 0); Other.Use(t);")]
    [InlineData(Made + "Action later = () => Other.Use(d); later();")]
    [InlineData(Made + "void Later() => Other.Use(d); Later();")]
    [InlineData(Made + "Desc? maybe = d; if (maybe.HasValue) maybe.Value.Page.Put();")]
    [InlineData(Made + "Desc? maybe = null; maybe ??= d; maybe.Value.Page.Put();")]
    [InlineData(Made + "Desc? maybe = d; if (maybe is { } e) e.Page.Put();")]
    [InlineData(Made + "if (d is { Size: 3 } same) Other.Use(same); else d.Page.Put();")]
    [InlineData(Made + "if (d is { Page: var p }) p.Put();")]
    [InlineData(Made + "var e = d switch { { Size: 3 } one => one, var any => any }; e.Page.Put();")]
    [InlineData(Made + "Desc e = new Desc { Page = Alloc() }; (d, e) = (e, d); d.Page.Put(); e.Page.Put();")]
    [InlineData(Made + "var pair = new KeyValuePair<Desc, int>(d, n); Other.Use(pair);")]
    [InlineData(Made + "Desc[] all = new Desc[2]; all[b ? 1 : 0] = d; Other.Use(all);")]
    public Task Go_with_it(string statements) => Own.IsAsync(statements);

    [Theory]
    [InlineData("C.Take(d, b ? 1 : 2);")]
    [InlineData("C.Boxed(d);")]
    [InlineData("C.Look(d);")]
    [InlineData("D e = d + d; Other.Use(e);")]
    [InlineData("d.Use(b ? 1 : 2);")]
    [InlineData("Outer o = default; o.Inner = d; Other.Use(o);")]
    [InlineData("var o = new Outer { Inner = d, Size = 1 }; Other.Use(o);")]
    public Task Go_to_who_may_release_them(string statements) => Own.MembersAsync($$"""
        struct Outer { public D Inner; public int Size; }

        public struct D
        {
            public Page Page;
            public void Use(int n) { Page.Put(); }
            public static D operator +(D one, D other) => one;
            public static implicit operator Box(D d) => new Box { First = d.Page };
        }

        static void Take(D d, int n) { d.Page.Put(); }
        static void Boxed(Box box) { Other.Use(box); }
        static void Look(in D d) { Page p = d.Page; p.Put(); }

        void M(bool b) { D d = default; d.Page = Alloc(); {{statements}} }
        """);
}
