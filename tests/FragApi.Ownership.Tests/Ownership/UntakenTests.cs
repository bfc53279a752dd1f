using System.Threading.Tasks;
using Xunit;

namespace FragApi.Ownership.Tests;

/// <summary>References that are dropped in a 'finally', whether they were taken or not.</summary>
public sealed class UntakenTests
{
    [Theory]
    [InlineData("bool ok = false; try { handle.DangerousAddRef(ref ok); Raw(handle.DangerousGetHandle()); } finally { {|FRAG2003:handle.DangerousRelease()|}; }")]
    [InlineData("bool ok = false; try { Ready(); handle.DangerousAddRef(ref ok); Raw(handle.DangerousGetHandle()); } catch (IOException) { n = 1; } finally { n = 2; {|FRAG2003:handle.DangerousRelease()|}; }")]
    [InlineData("bool ok = false; try { _handle.DangerousAddRef(ref ok); Raw(_handle.DangerousGetHandle()); } finally { {|FRAG2003:_handle.DangerousRelease()|}; }")]
    [InlineData("byte* p = null; try { buffer.AcquirePointer(ref p); p[0] = 1; } finally { {|FRAG2003:buffer.ReleasePointer()|}; }")]
    public Task TakingItMayHaveThrown(string statements) => IsAsync(statements);

    [Theory]
    [InlineData("bool ok = false; try { handle.DangerousAddRef(ref ok); Raw(handle.DangerousGetHandle()); } finally { if (ok) handle.DangerousRelease(); }")]
    [InlineData("bool ok = false; handle.DangerousAddRef(ref ok); try { Raw(handle.DangerousGetHandle()); } finally { handle.DangerousRelease(); }")]
    [InlineData("bool ok = false; try { handle.DangerousAddRef(ref ok); } finally { System.Diagnostics.Debug.Assert(ok); handle.DangerousRelease(); }")]
    [InlineData("bool ok = false; try { handle.DangerousAddRef(ref ok); try { Raw(handle.DangerousGetHandle()); } finally { handle.DangerousRelease(); } } catch (ObjectDisposedException) { }")]
    [InlineData("bool ok = false; handle.DangerousAddRef(ref ok); try { bool more = false; handle.DangerousAddRef(ref more); Use(handle); } finally { handle.DangerousRelease(); }")]
    [InlineData("bool ok = false; try { handle.DangerousAddRef(ref ok); Use(handle); } finally { other.DangerousRelease(); }")]
    [InlineData("bool ok = false; try { if (n > 0) handle.DangerousAddRef(ref ok); Use(handle); } finally { handle.DangerousRelease(); }")]
    [InlineData("var own = new Microsoft.Win32.SafeHandles.SafeFileHandle(default, true); bool ok = false; try { own.DangerousAddRef(ref ok); Raw(own.DangerousGetHandle()); } finally { own.DangerousRelease(); }")]
    [InlineData("byte* p = null; try { buffer.AcquirePointer(ref p); p[0] = 1; } finally { if (p != null) buffer.ReleasePointer(); }")]
    [InlineData("byte* p = null; buffer.AcquirePointer(ref p); try { p[0] = 1; } finally { buffer.ReleasePointer(); }")]
    [InlineData("bool ok = false; try { handle.DangerousAddRef(ref ok); Use(handle); } finally { Done(); void Done() { if (ok) handle.DangerousRelease(); } }")]
    public Task ItWasTaken(string statements) => IsAsync(statements);

    private static Task IsAsync(string statements) => Own.MembersAsync($$"""
        SafeHandle _handle;
        static void Raw(IntPtr p) => Console.WriteLine(p);
        static void Use(object o) => Console.WriteLine(o);
        static void Ready() => Console.WriteLine();

        unsafe void M(SafeHandle handle, SafeHandle other, SafeBuffer buffer, int n)
        {
            {{statements}}
        }
        """);
}
