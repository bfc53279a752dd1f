using System.Threading.Tasks;
using FragApi.Analyzers.Ownership;
using FragApi.Testing;
using Xunit;

namespace FragApi.Ownership.Tests;

/// <summary>FRAG2009: a field that owes a release which its type never does.</summary>
public sealed class OwnedFieldTests
{
    [Theory]
    [InlineData("[Owned] Page {|FRAG2009:_own|} = Alloc();")]
    [InlineData("[Owned] Page {|FRAG2009:_own|}; void F() { _own = Alloc(); }")]
    [InlineData("[Owned] Page {|FRAG2009:_own|}; void F() { _own = Alloc(); _own.Touch(); n = _own.Data; } int n;")]
    [InlineData("[Owned] Page {|FRAG2009:_own|}; void F() { if (_own == null) _own = Alloc(); }")]
    [InlineData("[Owned] Page {|FRAG2009:_own|}; void F() { _own = Alloc(); Look(_own); GetPage(_own); }")]
    [InlineData("[Owned] Page {|FRAG2009:Own|} { get; set; } void F() { Own = Alloc(); Own?.Touch(); }")]
    public Task Flagged(string members) => IsAsync(members);

    [Theory]
    [InlineData("[Owned] Page _own = Alloc(); void F() { _own.Put(); }")]
    [InlineData("[Owned] Page _own = Alloc(); void F() { _own?.Put(); }")]
    [InlineData("[Owned] Page _own = Alloc(); void F() { PutPage(_own); }")]
    [InlineData("[Owned] Page _own = Alloc(); void F() { Free(_own); }")]
    [InlineData("[Owned] Page _own = Alloc(); void F() { Other.Use(_own); }")]
    [InlineData("[Owned] Page _own = Alloc(); void F() { Other.Ref(ref _own); }")]
    [InlineData("[Owned] Page _own = Alloc(); void F() { var p = _own; _own = null; p.Put(); }")]
    [InlineData("[Owned] Page _own = Alloc(); Page F() { return _own; }")]
    [InlineData("[Owned] Page _own = Alloc(); Page F() => _own;")]
    [InlineData("[Owned] Page _own = Alloc(); Page F() => System.Threading.Interlocked.Exchange(ref _own, null);")]
    [InlineData("[Owned] Page _own = Alloc(); Action F() => _own.Put;")]
    [InlineData("[Owned] Page _own = Alloc(); void F() { if (_own is { } p) p.Put(); }")]
    [InlineData("[Owned] Page _own = Alloc(); class D { void F(C c) { c._own.Put(); } }")]
    [InlineData("[Owned] internal Page _own = Alloc();")]
    [InlineData("[Owned] public Page Own { get; set; } = Alloc();")]
    [InlineData("[Owned] static Page s_own = Alloc();")]
    [InlineData("[Owned] Page _own;")]
    [InlineData("Page _plain = Alloc();")]
    [InlineData("[Owned] Page _own = Alloc(); } partial class C { void F() { _own.Put(); }")]
    public Task Silent(string members) => IsAsync(members);

    private static Task IsAsync(string members)
    {
        CSharpAnalyzerVerifier<OwnedFieldAnalyzer>.Test test = new();
        test.TestState.Sources.Add(Own.Class(members));
        return test.RunAsync();
    }
}
