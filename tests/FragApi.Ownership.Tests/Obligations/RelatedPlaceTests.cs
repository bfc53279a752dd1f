using System.Threading.Tasks;
using Xunit;

namespace FragApi.Ownership.Tests;

/// <summary>The places that a finding leads to, all of them and in their order: where it began, the branches, and the exit that is meant.</summary>
public sealed class RelatedPlaceTests
{
    [Theory]
    // The exit is the one that is missed, not the first nor the last.
    [InlineData("var p = {|FRAG2002>1>2>3:{|#1:Alloc()|}|}; if ({|#2:b|}) {|#3:return;|} p.Put();")]
    [InlineData("var p = {|FRAG2002>1>2>3>4:{|#1:Alloc()|}|}; if ({|#2:b|}) { p.Put(); return; } if ({|#3:c|}) {|#4:return;|} p.Put();")]
    [InlineData("var p = {|FRAG2002>1>2>3>4:{|#1:Alloc()|}|}; if ({|#2:b|}) { p.Put(); return; } if ({|#3:c|}) {|#4:throw new Exception();|} p.Put();")]
    [InlineData("var p = {|#1:Alloc()|}; {|#2:p.Put()|}; {|FRAG2003>1>2:p.Put()|};")]
    [InlineData("var p = {|#1:Alloc()|}; {|#2:ring.Enqueue(p)|}; {|FRAG2003>1>2:p.Put()|};")]
    [InlineData("var p = {|#1:Alloc()|}; {|#2:p.Put()|}; {|FRAG2004>1>2:p.Touch()|};")]
    [InlineData("var p = {|#1:Alloc()|}; {|FRAG2005>1:p = null|};")]
    public Task OfAReference(string statements) => Own.IsAsync(statements);

    [Theory]
    [InlineData("long m = {|FRAG3001>1>2>3:MapPage(dev, page, 0, len, ToDevice)|}; if ({|#1:MappingError(dev, m)|}) return; if ({|#2:b|}) {|#3:return;|} UnmapPage(dev, m, len, ToDevice);")]
    [InlineData("long m = {|FRAG3001>1>2>3>4:MapPage(dev, page, 0, len, ToDevice)|}; if ({|#1:MappingError(dev, m)|}) return; if ({|#2:n > 3|}) { UnmapPage(dev, m, len, ToDevice); return; } if ({|#3:b|}) {|#4:throw new InvalidOperationException();|} UnmapPage(dev, m, len, ToDevice);")]
    [InlineData("long m = {|#1:MapPage(dev, page, 0, len, ToDevice)|}; if (MappingError(dev, m)) return; {|#2:UnmapPage(dev, m, len, ToDevice)|}; {|FRAG3006>1>2:UnmapPage(dev, m, len, ToDevice)|};")]
    [InlineData("long m = maps[i]; {|#1:UnmapPage(dev, m, len, ToDevice)|}; {|FRAG3006>1:UnmapPage(dev, m, len, ToDevice)|};")]
    [InlineData("long m = MapPage(dev, page, 0, len, ToDevice); if (MappingError(dev, m)) return; {|FRAG3005>1:Mm.PutPage(page)|}; {|#1:UnmapPage(dev, m, len, ToDevice)|};")]
    public Task OfAMapping(string statements) => DmaSnippet.FlagsAsync(statements);
}
