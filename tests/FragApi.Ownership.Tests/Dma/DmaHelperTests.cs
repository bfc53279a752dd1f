using System.Threading.Tasks;
using Xunit;

namespace FragApi.Ownership.Tests;

/// <summary>Mappings through helpers that nobody outside can replace: what these look at, undo and make.</summary>
public sealed class DmaHelperTests
{
    [Theory]
    [InlineData("long m = {|FRAG3001:MapPage(dev, page, 0, len, ToDevice)|}; if (MappingError(dev, m)) return; Log(m);", "private static void Log(long m) { Console.WriteLine(m); }")]
    [InlineData("long m = MapPage(dev, page, 0, len, ToDevice); if (MappingError(dev, m)) return; Undo(dev, m); {|FRAG3006:Undo(dev, m)|};", "private static void Undo(Device d, long m) { UnmapPage(d, m, 4, DmaDir.ToDevice); }")]
    [InlineData("long m = MapPage(dev, page, 0, len, ToDevice); if (MappingError(dev, m)) return; Undo(dev, m); {|FRAG3006:UnmapPage(dev, m, len, ToDevice)|};", "private static void Undo(Device d, long m) { Deep(d, m); } private static void Deep(Device d, long m) { UnmapPage(d, m, 4, DmaDir.ToDevice); }")]
    [InlineData("long m = {|FRAG3001:Make(dev, page)|}; if (MappingError(dev, m)) return; Console.WriteLine(m);", "private static long Make(Device d, Page p) => MapPage(d, p, 0, 64, DmaDir.ToDevice);")]
    public Task Followed(string statements, string members) => DmaSnippet.FlagsAsync(statements, members);

    [Theory]
    [InlineData("long m = MapPage(dev, page, 0, len, ToDevice); if (MappingError(dev, m)) return; Undo(dev, m);", "private static void Undo(Device d, long m) { UnmapPage(d, m, 4, DmaDir.ToDevice); }")]
    [InlineData("long m = MapPage(dev, page, 0, len, ToDevice); if (MappingError(dev, m)) return; Keep(m);", "static long s_kept; private static void Keep(long m) { s_kept = m; }")]
    [InlineData("long m = MapPage(dev, page, 0, len, ToDevice); if (MappingError(dev, m)) return; Maybe(dev, m, b);", "private static void Maybe(Device d, long m, bool b) { if (b) UnmapPage(d, m, 4, DmaDir.ToDevice); }")]
    [InlineData("long m = MapPage(dev, page, 0, len, ToDevice); if (MappingError(dev, m)) return; Again(dev, m, 3);", "private static void Again(Device d, long m, int n) { if (n > 0) Again(d, m, n - 1); else UnmapPage(d, m, 4, DmaDir.ToDevice); }")]
    [InlineData("long m = MapPage(dev, page, 0, len, ToDevice); if (MappingError(dev, m)) return; Undo(dev, m);", "public virtual void Undo(Device d, long m) { Console.WriteLine(m); }")]
    [InlineData("long m = Make(dev, page); if (MappingError(dev, m)) return; UnmapPage(dev, m, 64, ToDevice);", "private static long Make(Device d, Page p) => MapPage(d, p, 0, 64, DmaDir.ToDevice);")]
    public Task Right(string statements, string members) => DmaSnippet.SilentAsync(statements, members);
}
