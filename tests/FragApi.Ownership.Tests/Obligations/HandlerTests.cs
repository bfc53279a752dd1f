using System.Threading.Tasks;
using Xunit;

namespace FragApi.Ownership.Tests;

/// <summary>Handlers that do nothing of their own, and what a filter or another lambda may do before one is entered.</summary>
public sealed class HandlerTests
{
    // 'catch { throw; }' is as good as none: that a call in a finally fails is followed into no handler.
    [Theory]
    [InlineData("IntPtr p = IntPtr.Zero; try { try { p = Marshal.AllocHGlobal(8); stream.Flush(); } finally { if (b) stream.Close(); if (p != IntPtr.Zero) Marshal.FreeHGlobal(p); } } catch { throw; }")]
    [InlineData("IntPtr p = Marshal.AllocHGlobal(8); try { stream.Flush(); } catch { throw; } Marshal.FreeHGlobal(p);")]
    [InlineData("IntPtr p = Marshal.AllocHGlobal(8); try { stream.Flush(); } catch (IOException e) { throw; } Marshal.FreeHGlobal(p);")]
    [InlineData("IntPtr p = Marshal.AllocHGlobal(8); try { stream.Flush(); } catch (IOException) { throw; } catch (Exception) { throw; } Marshal.FreeHGlobal(p);")]
    [InlineData("byte[] a = given.Rent(n); try { try { stream.Flush(); } catch { throw; } } catch (IOException) { given.Return(a); throw; } given.Return(a);")]
    public Task PassedOn(string statements) => Own.UnboundAsync(statements);

    [Theory]
    [InlineData("IntPtr p = {|FRAG2002:Marshal.AllocHGlobal(8)|}; try { stream.Flush(); } catch (IOException) { throw; } catch { Marshal.FreeHGlobal(p); throw; } Marshal.FreeHGlobal(p);")]
    [InlineData("IntPtr p = {|FRAG2002:Marshal.AllocHGlobal(8)|}; try { stream.Flush(); } catch { n = 1; throw; } Marshal.FreeHGlobal(p);")]
    [InlineData("IntPtr p = {|FRAG2002:Marshal.AllocHGlobal(8)|}; try { if (b) throw new Exception(); } catch { throw; } Marshal.FreeHGlobal(p);")]
    [InlineData("byte[] a = given.Rent(n); try { try { given.Return(a); stream.Flush(); } catch { throw; } } catch (IOException) { {|FRAG2003:given.Return(a)|}; }")]
    [InlineData("byte[] a = {|FRAG2002i:given.Rent(n)|}; try { try { stream.Flush(); } catch { throw; } } catch (IOException) { return; } given.Return(a);")]
    public Task PassedOnWithWork(string statements) => Own.UnboundAsync(statements);

    // A filter runs before anything else does, and what it calls may be a lambda that has hold of it.
    [Theory]
    [InlineData("var m = new Held(); Func<bool> undo = () => { m.Dispose(); return false; }; try { m.P = Marshal.AllocHGlobal(8); stream.Flush(); return m; } catch (Exception) when (undo()) { return null; }")]
    [InlineData("var m = new Held(); Action undo = () => m.Dispose(); m.P = Marshal.AllocHGlobal(8); if (b) { undo(); throw new Exception(); } return m;")]
    [InlineData("Held m = new Held(); try { m.P = Marshal.AllocHGlobal(8); stream.Flush(); return m; } catch { m.Dispose(); throw; }")]
    [InlineData("Pair m = default; Func<bool> undo = () => { m.Dispose(); return false; }; try { m.P = Marshal.AllocHGlobal(8); stream.Flush(); Other.Use(m); return null; } catch (Exception) when (undo()) { return null; }")]
    [InlineData("Held m = new Held(); Action other = () => stream.Close(); m.P = {|FRAG2002:Marshal.AllocHGlobal(8)|}; if (b) { other(); throw new Exception(); } return m;")]
    [InlineData("Pair m = default; Action other = () => stream.Close(); m.P = {|FRAG2002:Marshal.AllocHGlobal(8)|}; if (b) { other(); throw new Exception(); } Marshal.FreeHGlobal(m.P); return null;")]
    public Task Undone(string statements) => Own.UnboundAsync($$"""
        } struct Pair { public IntPtr P; public void Dispose() { Marshal.FreeHGlobal(P); P = IntPtr.Zero; } }
        sealed class Held : IDisposable { public IntPtr P; public void Dispose() { Marshal.FreeHGlobal(P); P = IntPtr.Zero; } }
        unsafe Held N(Stream stream, bool b) {
        {{statements}}
        """);
}
