using System.Threading.Tasks;
using FragApi.Analyzers.Ownership;
using FragApi.Testing;
using Xunit;

namespace FragApi.Ownership.Tests;

/// <summary>FRAG2015, how long a rented array is taken to be, and FRAG2016, what is left in it.</summary>
public sealed class RentedTests
{
    [Theory]
    [InlineData("var a = given.Rent(n); a.AsSpan(0, n).Fill(1); {|FRAG2015i:stream.Write(a, 0, a.Length)|}; given.Return(a);")]
    [InlineData("var a = given.Rent(n); {|FRAG2015i:stream.Write(a)|}; given.Return(a);")]
    [InlineData("var a = given.Rent(n); string s = {|FRAG2015i:Convert.ToBase64String(a)|}; given.Return(a);")]
    [InlineData("var a = given.Rent(n); string s = {|FRAG2015i:Encoding.UTF8.GetString(a)|}; given.Return(a);")]
    [InlineData("var a = given.Rent(n); {|FRAG2015i:File.WriteAllBytes(\"x\", a)|}; given.Return(a);")]
    [InlineData("var a = given.Rent(n); a.AsSpan(0, n).Fill(1); foreach (byte x in {|FRAG2015i:a|}) n += x; given.Return(a);")]
    [InlineData("var a = given.Rent(n); stream.ReadExactly(a, 0, n); int t = 0; for (int i = 0; i < {|FRAG2015i:a.Length|}; i++) t += a[i]; given.Return(a);")]
    [InlineData("var a = given.Rent(n); stream.ReadExactly(a, 0, n); for (int i = 0; i < {|FRAG2015i:a.Length|}; i++) { Console.Write(a[i]); } given.Return(a);")]
    [InlineData("var a = given.Rent(100); {|FRAG2015i:stream.Write(a, 0, a.Length)|}; given.Return(a);")]
    public Task WholeArray(string statements) => Own.UnboundAsync(statements);

    [Theory]
    [InlineData("var a = given.Rent(n); n = stream.Read(a, 0, a.Length); stream.Write(a, 0, n); given.Return(a);")]
    [InlineData("var a = given.Rent(n); n = stream.Read(a); given.Return(a);")]
    [InlineData("var a = given.Rent(n); Array.Clear(a, 0, a.Length); given.Return(a);")]
    [InlineData("var a = given.Rent(n); Array.Clear(a); stream.Write(a, 0, a.Length); given.Return(a);")]
    [InlineData("var a = given.Rent(n); a.AsSpan().Fill(1); stream.Write(a); given.Return(a);")]
    [InlineData("var a = given.Rent(n); var c = given.Rent(a.Length * 2); a.CopyTo(c, 0); given.Return(a); given.Return(c);")]
    [InlineData("var a = given.Rent(n); Span<byte> s = a.AsSpan()[..n]; stream.Write(s); given.Return(a);")]
    [InlineData("var a = given.Rent(n); stream.Write(a, 0, n); given.Return(a);")]
    [InlineData("var a = given.Rent(n); string s = Convert.ToBase64String(a, 0, n); given.Return(a);")]
    [InlineData("var a = given.Rent(4096); stream.Write(a, 0, a.Length); given.Return(a);")]
    [InlineData("var a = given.Rent(n); for (int i = 0; i < a.Length; i++) a[i] = 1; given.Return(a);")]
    [InlineData("var a = given.Rent(n); stream.ReadExactly(a, 0, n); for (int i = 0; i < a.Length; i++) { if (a[i] == 0) break; Console.Write(a[i]); } given.Return(a);")]
    [InlineData("var a = given.Rent(n); stream.ReadExactly(a, 0, n); int i = 0; while (i < a.Length && a[i] != 0) i++; given.Return(a);")]
    [InlineData("var a = given.Rent(n); stream.ReadExactly(a, 0, n); for (int i = 0; i < a.Length && i < n; i++) Console.Write(a[i]); given.Return(a);")]
    [InlineData("var a = given.Rent(n); stream.ReadExactly(a, 0, n); for (int i = n; i < a.Length; i++) a[i] = 0; given.Return(a);")]
    [InlineData("var a = given.Rent(n); for (int i = 0; i < a.Length; i++) Console.Write(a[i]); given.Return(a);")]
    [InlineData("var a = given.Rent(n); n = Encoding.UTF8.GetBytes(\"x\", a); stream.Write(a, 0, n); given.Return(a);")]
    [InlineData("var a = given.Rent(n); Other.Use(a.Length); given.Return(a);")]
    [InlineData("var a = new byte[n]; stream.Write(a, 0, a.Length);")]
    public Task PartOfIt(string statements) => Own.UnboundAsync(statements);

    private static Task UnclearedAsync(string members)
    {
        CSharpAnalyzerVerifier<OwnershipAnalyzer>.Test test = Own.Test(Own.Class(members));
        test.DisabledDiagnostics.Add("FRAG2011");
        return test.RunAsync();
    }

    [Theory]
    [InlineData("void F(object x, int n) { var a = ArrayPool<object>.Shared.Rent(n); a[0] = x; {|FRAG2016i:ArrayPool<object>.Shared.Return(a)|}; }")]
    [InlineData("void F(object x, int n) { var a = ArrayPool<object>.Shared.Rent(n); a[0] = x; {|FRAG2016i:ArrayPool<object>.Shared.Return(a, clearArray: false)|}; }")]
    [InlineData("void F(string x, int n) { var a = ArrayPool<(string, int)>.Shared.Rent(n); a[0] = (x, 1); {|FRAG2016i:ArrayPool<(string, int)>.Shared.Return(a)|}; }")]
    public Task Uncleared(string members) => UnclearedAsync(members);

    [Theory]
    [InlineData("void F(object x, int n) { var a = ArrayPool<object>.Shared.Rent(n); a[0] = x; ArrayPool<object>.Shared.Return(a, clearArray: true); }")]
    [InlineData("void F(object x, int n, bool b) { var a = ArrayPool<object>.Shared.Rent(n); a[0] = x; ArrayPool<object>.Shared.Return(a, b); }")]
    [InlineData("void F(object x, int n) { var a = ArrayPool<object>.Shared.Rent(n); a[0] = x; a.AsSpan(0, n).Clear(); ArrayPool<object>.Shared.Return(a); }")]
    [InlineData("void F(object x, int n) { var a = ArrayPool<object>.Shared.Rent(n); a[0] = x; Array.Clear(a, 0, n); ArrayPool<object>.Shared.Return(a); }")]
    [InlineData("void F(object x, int n) { var a = ArrayPool<object>.Shared.Rent(n); a[0] = x; while (n > 0) a[--n] = null; ArrayPool<object>.Shared.Return(a); }")]
    [InlineData("void F(object x, int n) { var a = ArrayPool<object>.Shared.Rent(n); a[0] = x; Clean(a, n); ArrayPool<object>.Shared.Return(a); } static void Clean(object[] a, int n) => Array.Clear(a, 0, n);")]
    [InlineData("void F<T>(T x, int n) { var a = ArrayPool<T>.Shared.Rent(n); a[0] = x; ArrayPool<T>.Shared.Return(a); }")]
    [InlineData("void F(int n) { var a = ArrayPool<object>.Shared.Rent(n); ArrayPool<object>.Shared.Return(a); }")]
    [InlineData("void F(int n) { var a = ArrayPool<int>.Shared.Rent(n); a[0] = 1; ArrayPool<int>.Shared.Return(a); }")]
    public Task ClearedOrEmpty(string members) => UnclearedAsync(members);
}
