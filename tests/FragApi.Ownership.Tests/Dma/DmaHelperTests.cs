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
    // A helper that asks, and then nobody undoes; a helper that makes one, says so, and then one way out forgets it.
    [InlineData("long m = {|FRAG3001:MapPage(dev, page, 0, len, ToDevice)|}; if (Bad(dev, m)) return; if (b) return; UnmapPage(dev, m, len, ToDevice);", "private static bool Bad(Device d, long m) => MappingError(d, m);")]
    [InlineData("long m = {|FRAG3001:MapPage(dev, page, 0, len, ToDevice)|}; Sure(dev, m); if (b) return; UnmapPage(dev, m, len, ToDevice);", "private static void Sure(Device d, long m) { if (MappingError(d, m)) throw new Exception(); }")]
    [InlineData("if (!{|FRAG3001:Make(dev, page, out long m)|}) return; if (b) return; UnmapPage(dev, m, len, ToDevice);", "private static bool Make(Device d, Page p, out long m) { m = MapPage(d, p, 0, 64, DmaDir.ToDevice); return !MappingError(d, m); }")]
    [InlineData("long m = MapPage(dev, page, 0, len, ToDevice); if (MappingError(dev, m)) return; {|FRAG3005:Mm.PutPage(page)|}; Undo(dev, m);", "private static void Undo(Device d, long m) { UnmapPage(d, m, 4, DmaDir.ToDevice); }")]
    [InlineData("void Undo(long a) => UnmapPage(dev, a, 4, ToDevice); long m = MapPage(dev, page, 0, len, ToDevice); if (MappingError(dev, m)) return; Undo(m); {|FRAG3006:UnmapPage(dev, m, len, ToDevice)|};", "")]
    [InlineData("Action<long> undo = a => UnmapPage(dev, a, 4, ToDevice); long m = MapPage(dev, page, 0, len, ToDevice); if (MappingError(dev, m)) return; undo(m); {|FRAG3006:UnmapPage(dev, m, len, ToDevice)|};", "")]
    [InlineData("long m = MapPage(dev, page, 0, len, ToDevice); if (MappingError(dev, m)) return; Again(dev, m, 3); {|FRAG3006:UnmapPage(dev, m, len, ToDevice)|};", "private static void Again(Device d, long m, int n) { if (n > 0) Again(d, m, n - 1); else UnmapPage(d, m, 4, DmaDir.ToDevice); }")]
    [InlineData("long m = {|FRAG3001:Fresh|}; if (MappingError(dev, m)) return;", "private Page _page; private long Fresh => MapPage(dev, _page, 0, 64, DmaDir.ToDevice);")]
    // In a field of the object, within a body and over a call of its own.
    [InlineData("_one = MapPage(dev, page, 0, len, ToDevice); if (MappingError(dev, _one)) return; UnmapPage(dev, _one, len, ToDevice); {|FRAG3006:UnmapPage(dev, _one, len, ToDevice)|};", "private long _one;")]
    [InlineData("UnmapPage(dev, _one, len, ToDevice); {|FRAG3006:UnmapPage(dev, _one, len, ToDevice)|};", "private long _one; void Start(Page p) { _one = MapPage(dev, p, 0, 64, ToDevice); if (MappingError(dev, _one)) _one = 0; }")]
    [InlineData("_one = {|FRAG3001:MapPage(dev, page, 0, len, ToDevice)|}; if (MappingError(dev, _one)) return; _one = 0;", "private long _one; void Stop() { UnmapPage(dev, _one, 64, ToDevice); }")]
    public Task Followed(string statements, string members) => DmaSnippet.FlagsAsync(statements, members);

    [Theory]
    [InlineData("long m = MapPage(dev, page, 0, len, ToDevice); if (MappingError(dev, m)) return; Undo(dev, m);", "private static void Undo(Device d, long m) { UnmapPage(d, m, 4, DmaDir.ToDevice); }")]
    [InlineData("long m = MapPage(dev, page, 0, len, ToDevice); if (MappingError(dev, m)) return; Keep(m);", "static long s_kept; private static void Keep(long m) { s_kept = m; }")]
    [InlineData("long m = MapPage(dev, page, 0, len, ToDevice); if (MappingError(dev, m)) return; Maybe(dev, m, b);", "private static void Maybe(Device d, long m, bool b) { if (b) UnmapPage(d, m, 4, DmaDir.ToDevice); }")]
    [InlineData("long m = MapPage(dev, page, 0, len, ToDevice); if (MappingError(dev, m)) return; Again(dev, m, 3);", "private static void Again(Device d, long m, int n) { if (n > 0) Again(d, m, n - 1); else UnmapPage(d, m, 4, DmaDir.ToDevice); }")]
    [InlineData("long m = MapPage(dev, page, 0, len, ToDevice); if (MappingError(dev, m)) return; Undo(dev, m);", "public virtual void Undo(Device d, long m) { Console.WriteLine(m); }")]
    [InlineData("long m = Make(dev, page); if (MappingError(dev, m)) return; UnmapPage(dev, m, 64, ToDevice);", "private static long Make(Device d, Page p) => MapPage(d, p, 0, 64, DmaDir.ToDevice);")]
    [InlineData("long m = MapPage(dev, page, 0, len, ToDevice); if (Bad(dev, m)) return; net.Post(m, len);", "private static bool Bad(Device d, long m) => MappingError(d, m);")]
    [InlineData("long m = MapPage(dev, page, 0, len, ToDevice); if (!Good(dev, m)) return; UnmapPage(dev, m, len, ToDevice);", "private static bool Good(Device d, long m) { if (MappingError(d, m)) return false; return true; }")]
    [InlineData("if (!Make(dev, page, out long m)) return; net.Post(m, len);", "private static bool Make(Device d, Page p, out long m) { m = MapPage(d, p, 0, 64, DmaDir.ToDevice); return !MappingError(d, m); }")]
    [InlineData("long m = MapPage(dev, page, 0, len, ToDevice); PostOrUndo(m, b);", "private void PostOrUndo(long m, bool b) { if (MappingError(dev, m)) return; if (b) net.Post(m, 4); else UnmapPage(dev, m, 4, ToDevice); }")]
    [InlineData("void Undo(long a) => UnmapPage(dev, a, 4, ToDevice); long m = MapPage(dev, page, 0, len, ToDevice); if (MappingError(dev, m)) return; Undo(m);", "")]
    [InlineData("long m = MapPage(dev, page, 0, len, ToDevice); if (MappingError(dev, m)) return; Undo(dev, m); Mm.PutPage(page);", "private static void Undo(Device d, long m) { UnmapPage(d, m, 4, DmaDir.ToDevice); }")]
    [InlineData("_one = MapPage(dev, page, 0, len, ToDevice); if (MappingError(dev, _one)) _one = 0;", "private long _one; void Stop() { UnmapPage(dev, _one, 64, ToDevice); _one = 0; }")]
    [InlineData("if (_one != 0) UnmapPage(dev, _one, len, ToDevice); _one = MapPage(dev, page, 0, len, ToDevice); if (MappingError(dev, _one)) _one = 0;", "private long _one;")]
    [InlineData("UnmapPage(dev, _one, len, ToDevice); Start(page); UnmapPage(dev, _one, len, ToDevice);", "private long _one; void Start(Page p) { _one = MapPage(dev, p, 0, 64, ToDevice); if (MappingError(dev, _one)) throw new Exception(); }")]
    [InlineData("_one = MapPage(dev, page, 0, len, ToDevice); if (MappingError(dev, _one)) return; net.Post(_one, len);", "private long _one; void Stop() { UnmapPage(dev, _one, 64, ToDevice); }")]
    public Task Right(string statements, string members) => DmaSnippet.SilentAsync(statements, members);
}
