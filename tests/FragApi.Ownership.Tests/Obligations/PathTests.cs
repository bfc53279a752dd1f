using System.Threading.Tasks;
using Xunit;

namespace FragApi.Ownership.Tests;

/// <summary>Which paths there are: through handlers that somebody wrote, past switches that the compiler holds exhaustive, and between questions that have one answer.</summary>
public sealed class PathTests
{
    [Theory]
    [InlineData("var a = {|FRAG2002i:given.Rent(n)|}; try { stream.Read(a, 0, n); } catch (IOException) { return; } given.Return(a);")]
    [InlineData("try { var a = {|FRAG2002i:given.Rent(n)|}; var w = new FileStream(\"x\", FileMode.Open); try { stream.Read(a, 0, n); } finally { given.Return(a); w.Dispose(); } } catch (Exception) { stream.Close(); }")]
    [InlineData("var a = {|FRAG2002i:given.Rent(n)|}; try { stream.Read(a, 0, n); given.Return(a); } catch (IOException e) { throw new Exception(\"x\", e); }")]
    [InlineData("var a = given.Rent(n); try { stream.Read(a, 0, n); given.Return(a); stream.Flush(); } catch (IOException) { {|FRAG2003:given.Return(a)|}; }")]
    [InlineData("var a = given.Rent(n); try { stream.Read(a, 0, n); } catch (IOException) { given.Return(a); } {|FRAG2003:given.Return(a)|};")]
    [InlineData("var a = given.Rent(n); try { try { stream.Read(a, 0, n); given.Return(a); stream.Flush(); } finally { stream.Close(); } } catch (IOException) { {|FRAG2003:given.Return(a)|}; }")]
    [InlineData("var a = given.Rent(n); try { given.Return(a); a = given.Rent(int.Parse(\"1\")); } finally { {|FRAG2003:given.Return(a)|}; }")]
    [InlineData("var a = {|FRAG2002i:given.Rent(n)|}; while (b) { try { stream.Read(a, 0, n); } catch (IOException) when (n > 3) { return; } } given.Return(a);")]
    public Task HandlersAreWays(string statements) => Own.UnboundAsync(statements);

    [Theory]
    [InlineData("var a = given.Rent(n); try { stream.Read(a, 0, n); } catch (IOException) { } given.Return(a);")]
    [InlineData("var a = given.Rent(n); try { stream.Read(a, 0, n); } catch (IOException) { given.Return(a); throw; } given.Return(a);")]
    [InlineData("var a = given.Rent(n); try { stream.Read(a, 0, n); given.Return(a); } catch (IOException) { given.Return(a); }")]
    [InlineData("byte[] a = null; try { a = given.Rent(n); stream.Read(a, 0, n); } catch (IOException) { } finally { if (a != null) given.Return(a); }")]
    [InlineData("var a = given.Rent(n); bool back = false; try { stream.Read(a, 0, n); given.Return(a); back = true; stream.Flush(); } catch (IOException) { if (!back) given.Return(a); }")]
    [InlineData("byte[] a = null; try { a = given.Rent(n); stream.Read(a, 0, n); given.Return(a); a = null; stream.Flush(); } catch (IOException) { if (a is not null) given.Return(a); }")]
    [InlineData("var a = given.Rent(n); try { given.Return(a); a = given.Rent(2 * n); } finally { given.Return(a); }")]
    [InlineData("var a = given.Rent(n); try { var c = given.Rent(int.Parse(\"1\")); var old = a; a = c; given.Return(old); } finally { given.Return(a); }")]
    [InlineData("var a = given.Rent(n); try { b = a.Length > n; given.Return(a); GC.KeepAlive(stream); } catch (IOException) { throw; }")]
    [InlineData("try { var a = given.Rent(n); Other.Use(a); } catch (IOException) { return; }")]
    [InlineData("try { var a = given.Rent(n); var m = new MemoryStream(a); var l = new List<int>(n); try { stream.Read(a, 0, n); } finally { given.Return(a); m.Dispose(); l.Clear(); } } catch (Exception) { stream.Close(); }")]
    public Task HandledRight(string statements) => Own.UnboundAsync(statements);

    /// <summary>A comparison is one question however it is written, and answers others about the same number.</summary>
    [Theory]
    [InlineData("n < 256", "n >= 256")]
    [InlineData("n < 256", "256 <= n")]
    [InlineData("n < 256", "!(n < 256)")]
    [InlineData("n <= 256", "n > 256")]
    [InlineData("n <= 256", "n >= 257")]
    [InlineData("257 > n", "n is > 256")]
    [InlineData("n is < 257", "n is not <= 256")]
    [InlineData("n < 1", "n != 0")]
    [InlineData("n < stream.Length", "n >= stream.Length")]
    [InlineData("n <= stream.Length", "stream.Length < n")]
    public async Task AComparisonIsOneQuestion(string without, string with)
    {
        await Own.UnboundAsync($"byte[] a = {without} ? null : given.Rent(n); stream.Flush(); if ({with}) given.Return(a);");
        await Own.UnboundAsync($"byte[] a; if ({without}) a = new byte[256]; else a = given.Rent(n); stream.Flush(); if ({with}) given.Return(a);");
    }

    [Theory]
    [InlineData("n > 256", "n > 512")]
    [InlineData("n != 5", "n < 5")]
    [InlineData("n > 0", "n > 1")]
    [InlineData("n >= 0", "n > 0")]
    [InlineData("n <= stream.Length", "n < stream.Length")]
    public Task AnotherQuestionIsNot(string with, string back) =>
        Own.UnboundAsync($"byte[] a = null; if ({with}) a = {{|FRAG2002i:given.Rent(n)|}}; stream.Flush(); if ({back}) given.Return(a);");

    /// <summary>A pattern of several parts is several questions, as <c>&amp;&amp;</c>, <c>||</c> and <c>!</c> make them.</summary>
    [Theory]
    [InlineData("n is > 3 and < 9", "n > 3 && n < 9")]
    [InlineData("n > 3 && n < 9", "n is > 3 and < 9")]
    [InlineData("n is >= 4 and < 9", "n is > 3 and <= 8")]
    [InlineData("n is not (> 3 and < 9)", "n <= 3 || n >= 9")]
    [InlineData("n is < 0 or > 100", "n < 0 || n > 100")]
    [InlineData("n is 1 or 2", "n == 1 || n == 2")]
    [InlineData("n == 1 || n == 2", "n is 1 or 2")]
    [InlineData("n is not (1 or 2)", "n != 1 && n != 2")]
    [InlineData("n is > 3 and < 9 && b", "b && n is > 3 and < 9")]
    [InlineData("(char)n is >= 'a' and <= 'z' or '_'", "(char)n >= 'a' && (char)n <= 'z' || (char)n == '_'")]
    [InlineData("data is null or { Length: 0 }", "data == null || data.Length == 0")]
    [InlineData("data is { Length: > 3 and < 9 }", "data != null && data.Length > 3 && data.Length < 9")]
    [InlineData("data is { Length: > 3 and < 9 } x", "data is { Length: > 3 and < 9 }")]
    [InlineData("data is { Length: 3 } or { Length: 5 }", "data is { Length: 3 or 5 }")]
    [InlineData("data is [1, ..]", "data is [1, ..]")]
    [InlineData("(n, b) is ( > 3, true)", "(n, b) is ( > 3, true)")]
    [InlineData("(n switch { > 3 and < 9 => 1, _ => 0 }) == 1", "(n switch { > 3 and < 9 => 1, _ => 0 }) == 1")]
    [InlineData("target is string or int", "target is string or int")]
    public async Task APatternIsAskedPartByPart(string with, string back)
    {
        await Own.UnboundAsync($"byte[] a = null; if ({with}) a = given.Rent(n); stream.Flush(); if ({back}) given.Return(a);");
        await Own.UnboundAsync($"byte[] a = null; bool needed = {with}; if (needed) a = given.Rent(n); stream.Flush(); if ({back}) given.Return(a);");
    }

    [Theory]
    [InlineData("n is > 3 and < 9", "n > 4 && n < 9")]
    [InlineData("n is > 3 and < 9", "n is > 3 and < 8")]
    [InlineData("n is 1 or 2", "n == 1")]
    [InlineData("n is not (1 or 2)", "n != 1 && n != 2 && n != 3")]
    [InlineData("data is null or { Length: 0 }", "data == null")]
    [InlineData("data is { Length: > 3 and < 9 }", "data is { Length: > 3 and < 8 }")]
    public Task AnotherPartIsNot(string with, string back) =>
        Own.UnboundAsync($"byte[] a = null; if ({with}) a = {{|FRAG2002i:given.Rent(n)|}}; stream.Flush(); if ({back}) given.Return(a);");

    [Theory]
    [InlineData("byte[] a = n switch { > 3 and < 9 => given.Rent(n), _ => null }; stream.Flush(); if (n > 3 && n < 9) given.Return(a);")]
    [InlineData("byte[] a = n switch { > 3 and < 9 => given.Rent(n), 11 or 12 => given.Rent(3), _ => null }; stream.Flush(); if (n is > 3 and < 9 or 11 or 12) given.Return(a);")]
    [InlineData("byte[] a = null; switch (n) { case > 3 and < 9: a = given.Rent(n); break; } stream.Flush(); switch (n) { case > 3 and < 9: given.Return(a); break; }")]
    // Another turn, another question: what a property or a call gives need not be the same.
    [InlineData("byte[] a = null; while (true) switch (stream.ReadByte()) { case 1 or 2: a ??= given.Rent(n); break; case 3: if (a != null) given.Return(a); return; case > 9 and < 12: if (a != null) given.Return(a); return; }")]
    [InlineData("byte[] a = given.Rent(n); if (a is { Length: > 3 and < 9 } x) { given.Return(x); return; } given.Return(a);")]
    [InlineData("byte[] a = given.Rent(n); if (a is null or { Length: 0 }) return; given.Return(a);")]
    [InlineData("byte[] a = given.Rent(n); if (a is not { Length: > 0 }) return; given.Return(a);")]
    [InlineData("byte[] a = {|FRAG2002i:given.Rent(n)|}; if (a is { Length: > 3 and < 9 } x) given.Return(x);")]
    [InlineData("byte[] a = n switch { > 3 and < 9 => {|FRAG2002i:given.Rent(n)|}, _ => null }; stream.Flush(); if (n > 4 && n < 9) given.Return(a);")]
    public Task PartsInASwitchAndWithNames(string statements) => Own.UnboundAsync(statements);

    [Fact]
    public Task WhatFollowsFromAnswersIsAWayNobodyTakes() =>
        Own.UnboundAsync("byte[] a = given.Rent(n); if (n < 10) { given.Return(a); if (n > 20) given.Return(a); return; } if (n > 5) given.Return(a);");

    [Theory]
    [InlineData("var p = Alloc(); _ = b switch { true => Drop(p), false => ring.TryEnqueue(p) ? 1 : Drop(p) }; static int Drop(Page p) { p.Put(); return 0; }")]
    [InlineData("var p = Alloc(); switch (b) { case true: p.Put(); break; case false: ring.Enqueue(p); break; }")]
    [InlineData("var p = Alloc(); Action end = n switch { < 0 => () => { }, 0 => () => { }, > 0 => () => { } }; p.Put();")]
    [InlineData("var p = Alloc(); int k = n switch { < 0 => 1, 0 => 2, > 0 => 3 }; p.Put();")]
    [InlineData("var p = Alloc(); int k = (b, c) switch { (true, _) => 1, (_, true) => 2, (false, false) => 3 }; p.Put();")]
    [InlineData("var p = Alloc(); int k = page switch { null => 1, not null => 2 }; p.Put();")]
    public Task NothingLeavesAnExhaustiveSwitch(string statements) => Own.IsAsync(statements);

    [Theory]
    [InlineData("var p = {|FRAG2002:Alloc()|}; switch (b) { case true: p.Put(); break; }")]
    [InlineData("var p = {|FRAG2002:Alloc()|}; switch (n) { case 1: p.Put(); break; case 2: p.Put(); break; }")]
    public Task OthersAreLeft(string statements) => Own.IsAsync(statements);

    [Theory]
    [InlineData("var p = Alloc(); ring?.Enqueue(p); if (ring == null) p.Put();")]
    [InlineData("var p = Alloc(); if (ring is null) p.Put(); ring?.Enqueue(p);")]
    [InlineData("Page p = null; if (list is { Count: > 0 }) p = Alloc(); if (list is { Count: > 0 }) p.Put();")]
    [InlineData("Page p = null; if (list is { Count: > 0 } some) p = Alloc(); if (list is { Count: > 0 }) p.Put();")]
    [InlineData("Page p = null; if (b) p = Alloc(); bool taken = b; if (taken) p.Put();")]
    [InlineData("Page p = null; bool big = n > 256; if (big) p = Alloc(); if (n > 256) p.Put();")]
    [InlineData("Page p = null; if (n > 256) p = Alloc(); bool big = n > 256; if (big) p.Put();")]
    [InlineData("Page p = null; Page q = other; if (other == null) p = Alloc(); if (q == null) p.Put();")]
    [InlineData("var p = page ?? Alloc(); p.Touch(); if (page is null) p.Put();")]
    [InlineData("var p = page ?? Alloc(); p.Touch(); if (page == null) { p.Put(); }")]
    [InlineData("Page p = null; if (b) p = Alloc(); if (p is object) p.Put();")]
    [InlineData("Page p = null; if (b) p = Alloc(); if (p is Page) p.Put();")]
    public Task OneQuestionHasOneAnswer(string statements) => Own.IsAsync(statements);

    [Theory]
    [InlineData("var p = {|FRAG2002:Alloc()|}; ring?.Enqueue(p);")]
    [InlineData("var p = {|FRAG2002:Alloc()|}; ring?.Enqueue(p); ring = null; if (ring != null) p.Put();")]
    [InlineData("Page p = null; if (b) p = {|FRAG2002:Alloc()|}; bool taken = b; taken = c; if (taken) p?.Put();")]
    [InlineData("Page p = null; if (list is { Count: > 0 }) p = {|FRAG2002:Alloc()|}; if (list is { Count: > 1 }) p?.Put();")]
    [InlineData("var p = {|FRAG2002:Alloc()|}; if (page != null) p.Put();")]
    public Task OtherQuestionsHaveTheirOwn(string statements) => Own.IsAsync(statements);

    [Theory]
    [InlineData("void F(bool b) { var p = Alloc(); if (b) { p.Put(); Fail(); } p.Put(); void Fail() => throw new Exception(); }")]
    [InlineData("void F(bool b) { var p = Alloc(); if (b) { p.Put(); Helper.Fail(); } p.Put(); } static class Helper { public static void Fail() => Inner.Fail(); static class Inner { public static void Fail() => throw new Exception(); } }")]
    public Task ThrowersWhereverDeclared(string members) => Own.MembersAsync(members);

    [Theory]
    [InlineData("var a = {|FRAG2001i:given.Rent(n)|}; foreach (byte x in a) n += x;")]
    [InlineData("var a = given.Rent(n); given.Return(a); foreach (byte x in {|FRAG2004:a|}) n += x;")]
    [InlineData("var a = {|FRAG2001i:given.Rent(n)|}; lock (a) { n++; }")]
    [InlineData("var a = {|FRAG2001i:given.Rent(n)|}; fixed (byte* p = a) { p[0] = 1; }")]
    public Task StatementsThatOnlyLook(string statements) => Own.UnboundAsync(statements);

    [Theory]
    [InlineData("Boom();", "ArrayPool<byte>.Shared.Return(b)", false)]
    [InlineData("Bang.Boom();", "ArrayPool<byte>.Shared.Return(b)", false)]
    [InlineData("Fine();", "ArrayPool<byte>.Shared.Return(b)", true)]
    [InlineData("Bang.Fine();", "ArrayPool<byte>.Shared.Return(b)", true)]
    public Task AThrowHelperIsOneHoweverItIsNamed(string last, string release, bool returns) => Own.FileAsync($$"""
        using System;
        using System.Buffers;
        using static Far.Fails;
        using Bang = Far.Fails;
        namespace Far { static class Fails { public static void Boom() => throw new Exception(); public static void Fine() { } } }
        class C
        {
            static void Last() { Console.WriteLine(); {{last}} }
            static void M(int n)
            {
                byte[] b = ArrayPool<byte>.Shared.Rent(n);
                if (n > 5) { {{release}}; Last(); }
                {{(returns ? $"{{|FRAG2003:{release}|}}" : release)}};
            }
        }
        """);
}
