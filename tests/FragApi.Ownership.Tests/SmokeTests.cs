using System.Threading.Tasks;
using Xunit;

namespace FragApi.Ownership.Tests;

public sealed class SmokeTests
{
    [Theory]
    [InlineData("var p = {|FRAG2001:Alloc()|};")]
    [InlineData("var p = Alloc(); p.Put();")]
    [InlineData("var p = {|FRAG2002:Alloc()|}; if (b) return; p.Put();")]
    [InlineData("var p = Alloc(); p.Put(); {|FRAG2003:p.Put()|};")]
    [InlineData("var p = Alloc(); p.Put(); {|FRAG2004:p.Touch()|};")]
    [InlineData("var p = Alloc(); {|FRAG2005:p = Alloc()|}; p.Put();")]
    [InlineData("{|FRAG2006:Alloc()|};")]
    public Task Bound(string statements) => Own.IsAsync(statements);

    [Theory]
    [InlineData("var a = {|FRAG2001i:ArrayPool<byte>.Shared.Rent(16)|}; a[0] = 1;")]
    [InlineData("var a = ArrayPool<byte>.Shared.Rent(16); ArrayPool<byte>.Shared.Return(a);")]
    [InlineData("var a = ArrayPool<byte>.Shared.Rent(16); ArrayPool<byte>.Shared.Return(a); {|FRAG2003:ArrayPool<byte>.Shared.Return(a)|};")]
    [InlineData("var a = ArrayPool<byte>.Shared.Rent(16); ArrayPool<byte>.Shared.Return(a); {|FRAG2004:a[0]|} = 1;")]
    [InlineData("var a = ArrayPool<byte>.Shared.Rent(16); {|FRAG2012:_pool.Return(a)|};")]
    public Task Unbound(string statements) => Own.UnboundAsync(statements);
}
