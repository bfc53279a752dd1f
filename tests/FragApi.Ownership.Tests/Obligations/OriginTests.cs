using System.Threading.Tasks;
using Xunit;

namespace FragApi.Ownership.Tests;

/// <summary>An array that is a pool's on one path and the body's own on another: a question that tells which may be any that was not asked before.</summary>
public sealed class OriginTests
{
    private const string Mixed = "byte[] a = n <= 256 ? new byte[256] : given.Rent(n); stream.Flush(); ";

    [Theory]
    [InlineData(Mixed + "if (a.Length != 256) given.Return(a);")]
    [InlineData(Mixed + "if (a.Length > 256) given.Return(a);")]
    [InlineData(Mixed + "if (a is { Length: > 256 }) given.Return(a);")]
    [InlineData(Mixed + "bool big = a.Length > 256; stream.Flush(); if (big) given.Return(a);")]
    [InlineData(Mixed + "if (a.Length == 256) return; given.Return(a);")]
    [InlineData(Mixed + "n -= 10; if (n > 246) given.Return(a);")]
    [InlineData(Mixed + "n = n - 10; if (n > 246) given.Return(a);")]
    [InlineData(Mixed + "n++; if (n > 257) given.Return(a);")]
    [InlineData(Mixed + "if (n + 1 > 257) given.Return(a);")]
    [InlineData(Mixed + "int m = n; if (m > 256) given.Return(a);")]
    [InlineData(Mixed + "while (stream.ReadByte() > 0) n--; if (n > 256) given.Return(a);")]
    [InlineData(Mixed + "if (b) given.Return(a);")]
    [InlineData(Mixed + "if (b) return; stream.Flush(); given.Return(a);")]
    [InlineData("byte[] a = n <= 256 ? new byte[256] : given.Rent(n); try { stream.Flush(); } finally { if (a.Length is not 256) given.Return(a); }")]
    [InlineData("byte[] own = new byte[256]; byte[] a = own; if (n > 256) a = given.Rent(n); stream.Flush(); if (a != own) given.Return(a);")]
    [InlineData("byte[] a = new byte[256]; int k = 0; if (n > 256) { a = given.Rent(n); k++; } stream.Flush(); if (k > 0) given.Return(a);")]
    [InlineData("byte[] a = new byte[256]; if (n > a.Length) a = given.Rent(n); stream.Flush(); if (n > 256) given.Return(a);")]
    [InlineData("byte[] a = _buffer; if (n > 256) a = given.Rent(n); stream.Flush(); if (a.Length != 256) given.Return(a);")]
    [InlineData("byte[] a = data; if (n > 256) a = given.Rent(n); stream.Flush(); if (a.Length != data.Length) given.Return(a);")]
    // Nothing, or something, by a number that is another one by now.
    [InlineData("byte[] a = null; if (n > 256) a = given.Rent(n); stream.Flush(); n -= 10; if (n > 246) given.Return(a);")]
    public Task Nobody_can_tell(string statements) => Own.UnboundAsync(statements);

    [Theory]
    [InlineData("byte[] a = n <= 256 ? new byte[256] : given.Rent(n); stream.Flush(); {|FRAG2012:given.Return(a)|};")]
    [InlineData("byte[] a = n <= 256 ? new byte[256] : given.Rent(n); n++; {|FRAG2012:given.Return(a)|};")]
    [InlineData("byte[] a = n <= 256 ? new byte[256] : given.Rent(n); if (b) stream.Flush(); {|FRAG2012:given.Return(a)|};")]
    [InlineData("byte[] a = n <= 256 ? new byte[256] : given.Rent(n); try { stream.Flush(); } finally { {|FRAG2012:given.Return(a)|}; }")]
    [InlineData("byte[] a = new byte[n]; if (b) {|FRAG2012:given.Return(a)|};")]
    [InlineData("byte[] a = b ? new byte[n] : null; if (a != null) {|FRAG2012:given.Return(a)|};")]
    [InlineData("byte[] a = {|FRAG2002i:given.Rent(n)|}; if (a.Length != 256) given.Return(a);")]
    [InlineData("byte[] a = null; if (n > 256) a = {|FRAG2002i:given.Rent(n)|}; stream.Flush(); if (n > 512) given.Return(a);")]
    public Task Anybody_can_tell(string statements) => Own.UnboundAsync(statements);
}
