using System.Threading.Tasks;
using Xunit;

namespace FragApi.Analyzers.Tests;

/// <summary>Roles through overrides, interface implementations, base classes and generics.</summary>
public sealed class InheritanceTests
{
    [Theory]
    // an override, and the override of an override
    [InlineData("{|FRAG1001:over.Get(f.Page)|};", "A.Ref(f);")]
    [InlineData("{|FRAG1001:overOver.Get(f.Page)|};", "A.Ref(f);")]
    // an implementation, implicit, explicit and through the interface
    [InlineData("{|FRAG1002:imp.Put(f.Page)|};", "A.Unref(f);")]
    [InlineData("{|FRAG1002:((ICounter)exp).Put(f.Page)|};", "A.Unref(f);")]
    [InlineData("{|FRAG1002:counter.Put(f.Page)|};", "A.Unref(f);")]
    [InlineData("{|FRAG1002:structImp.Put(f.Page)|};", "A.Unref(f);")]
    // a generic base, closed
    [InlineData("{|FRAG1001:gen.Hold(f.Page)|};", "A.Ref(f);")]
    // the parts of a base class
    [InlineData("Use({|FRAG1007:derived.Size|});", "Use(B.Size(derived));")]
    [InlineData("Use({|FRAG1006:derived.Page|});", "Use(B.Page(derived));")]
    [InlineData("{|FRAG1005:derived.Page = page|};", "B.SetPage(derived, page);")]
    // an overridden property, and an implemented one
    [InlineData("Use({|FRAG1007:overridden.Length|});", "Use(V.Size(overridden));")]
    public Task RoleIsInherited(string statements, string fixedStatements) => Verify.FixesAsync(Around(statements), Around(fixedStatements));

    [Theory]
    // a hiding member is another one
    [InlineData("hide.Get(page);")]
    [InlineData("hide.Get(SkbPage(f));")]
    // another overload
    [InlineData("over.Get(page, 3);")]
    // a method of the same name that implements something else
    [InlineData("unrelated.Put(page);")]
    // the implementing class's own method beside the explicit one
    [InlineData("exp.Put(page);")]
    // a type that is no fragment
    [InlineData("Use(desc.Size); desc.Page = page;")]
    [InlineData("over.Get(desc.Page);")]
    public Task RoleIsNotInherited(string statements) => Verify.KeepsAsync(Around(statements));

    [Theory]
    // the explicit implementation is one thing, what stands beside it another
    [InlineData("exp.Put({|FRAG1006:f.Page|});")]
    [InlineData("hide.Get({|FRAG1006:f.Page|});")]
    [InlineData("unrelated.Put({|FRAG1006:f.Page|});")]
    [InlineData("over.Get({|FRAG1006:f.Page|}, 3);")]
    public async Task PageIsOnlyRead(string statements)
    {
        string source = Around(statements);
        await Verify.FixesAsync(source, source.Replace("{|FRAG1006:f.Page|}", "A.Page(f)", System.StringComparison.Ordinal));
    }

    private static string Around(string statements) =>
        $$"""
        using FragApi;

        class Page { }

        abstract class Base { [PageGet] public abstract void Get(Page page); public virtual void Get(Page page, int n) { } }
        class Over : Base { public override void Get(Page page) { } }
        class OverOver : Over { public override void Get(Page page) { } }
        class Hide : Over { public new void Get(Page page) { } }

        interface ICounter { [PagePut] void Put(Page page); }
        class Imp : ICounter { public void Put(Page page) { } }
        class Exp : ICounter { void ICounter.Put(Page page) { } public void Put(Page page) { } }
        struct StructImp : ICounter { public void Put(Page page) { } }
        class Unrelated { public void Put(Page page) { } }

        class Gen<T> { [PageGet] public virtual void Hold(T page) { } }
        class Closed : Gen<Page> { public override void Hold(Page page) { } }

        [Fragment(Accessor = typeof(A))]
        struct Frag { [FragmentPage] public Page Page; [FragmentSize] public int Size; }

        static class Mm { [PageGet] public static void Get(Page page) { } [PagePut] public static void Put(Page page) { } }

        [FragmentAccessor]
        static class A
        {
            public static void Ref(in Frag f) { Mm.Get(f.Page); }
            public static void Unref(in Frag f) { Mm.Put(f.Page); }
            public static Page Page(in Frag f) { return f.Page; }
        }

        [Fragment(Accessor = typeof(B))]
        class BaseFrag { [FragmentPage] public Page Page; [FragmentSize] public int Size; }
        class DerivedFrag : BaseFrag { }

        [FragmentAccessor]
        static class B
        {
            public static Page Page(BaseFrag f) { return f.Page; }
            public static void SetPage(BaseFrag f, Page p) { f.Page = p; }
            public static int Size(BaseFrag f) { return f.Size; }
        }

        [Fragment(Accessor = typeof(V))]
        abstract class Virtual { [FragmentSize] public abstract int Length { get; set; } }
        class Overridden : Virtual { public override int Length { get; set; } }

        [FragmentAccessor]
        static class V { public static int Size(Virtual f) { return f.Length; } }

        struct Desc { public Page Page; public int Size; }

        class C
        {
            static void Use(object o) { }
            static Page SkbPage(Frag frag) { return A.Page(frag); }

            void M(Frag f, Page page, Over over, OverOver overOver, Hide hide, Imp imp, Exp exp, ICounter counter, StructImp structImp, Unrelated unrelated,
                Closed gen, DerivedFrag derived, Overridden overridden, Desc desc)
            {
                {{statements}}
            }
        }

        """;
}
