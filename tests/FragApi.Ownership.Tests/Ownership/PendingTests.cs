using System.Threading.Tasks;
using Xunit;

namespace FragApi.Ownership.Tests;

/// <summary>FRAG2013: released while an operation that was started with it goes on.</summary>
public sealed class PendingTests
{
    [Theory]
    [InlineData("Task F(Stream s) { var a = ArrayPool<byte>.Shared.Rent(9); try { return s.WriteAsync(a, 0, 9); } finally { {|FRAG2013:ArrayPool<byte>.Shared.Return(a)|}; } }")]
    [InlineData("Task F(Stream s) { using var {|FRAG2013:o = MemoryPool<byte>.Shared.Rent(9)|}; return s.WriteAsync(o.Memory).AsTask(); }")]
    [InlineData("async Task F(Stream s) { var a = ArrayPool<byte>.Shared.Rent(9); Task t = s.WriteAsync(a, 0, 9); {|FRAG2013:ArrayPool<byte>.Shared.Return(a)|}; await t; }")]
    [InlineData("void F(Stream s) { var a = ArrayPool<byte>.Shared.Rent(9); _ = s.WriteAsync(a, 0, 9); {|FRAG2013:ArrayPool<byte>.Shared.Return(a)|}; }")]
    [InlineData("void F(Stream s) { var a = ArrayPool<byte>.Shared.Rent(9); s.ReadAsync(a.AsMemory()); {|FRAG2013:ArrayPool<byte>.Shared.Return(a)|}; }")]
    [InlineData("async Task F(Stream s) { var a = ArrayPool<byte>.Shared.Rent(9); var t = s.WriteAsync(a.AsMemory()); if (t.IsCompletedSuccessfully) return; {|FRAG2013:ArrayPool<byte>.Shared.Return(a)|}; await t; }", "FRAG2002i")]
    [InlineData("Task F(System.Net.Sockets.Socket s) { var a = ArrayPool<byte>.Shared.Rent(9); var t = s.SendAsync(a.AsMemory()).AsTask(); {|FRAG2013:ArrayPool<byte>.Shared.Return(a)|}; return t; }")]
    [InlineData("Task F(Stream s) { var a = ArrayPool<byte>.Shared.Rent(9); Task t = Sink(s, a.AsMemory(0, 9)); {|FRAG2013:ArrayPool<byte>.Shared.Return(a)|}; return t; } static async Task Sink(Stream s, ReadOnlyMemory<byte> m) { await Task.Yield(); await s.WriteAsync(m); }")]
    [InlineData("Task F(Stream s) { var a = ArrayPool<byte>.Shared.Rent(9); Task t = Sink(s, a); {|FRAG2013:ArrayPool<byte>.Shared.Return(a)|}; return t; } static Task Sink(Stream s, byte[] m) => s.WriteAsync(m, 0, 9);")]
    [InlineData("Task F() { var a = ArrayPool<byte>.Shared.Rent(9); Task t = Later(a); {|FRAG2013:ArrayPool<byte>.Shared.Return(a)|}; return t; } static async Task Later(byte[] m) { await Task.Delay(1); m[0] = 1; }")]
    [InlineData("void F(Stream s) { var a = ArrayPool<byte>.Shared.Rent(9); Task.Run(() => s.Write(a, 0, 9)); {|FRAG2013:ArrayPool<byte>.Shared.Return(a)|}; }")]
    [InlineData("async Task F() { var a = ArrayPool<byte>.Shared.Rent(9); var t = Task.Run(() => a[0] = 1); {|FRAG2013:ArrayPool<byte>.Shared.Return(a)|}; await t; }")]
    [InlineData("async Task F(Stream s) { var a = ArrayPool<byte>.Shared.Rent(9); List<Task> all = new(); for (int i = 0; i < 9; i++) all.Add(s.WriteAsync(a, i, 1)); {|FRAG2013:ArrayPool<byte>.Shared.Return(a)|}; await Task.WhenAll(all); }")]
    [InlineData("void F(Stream s) { var a = ArrayPool<byte>.Shared.Rent(9); var all = new List<Task>(); all.Add(s.WriteAsync(a, 0, 4)); all.Add(s.WriteAsync(a, 4, 5)); {|FRAG2013:ArrayPool<byte>.Shared.Return(a)|}; Task.WaitAll(all.ToArray()); }")]
    public Task Flagged(string members, string other = "") => other == "" ? Own.MembersAsync(members) : Own.MembersAsync(members.Replace("var a = ArrayPool<byte>.Shared.Rent(9)", $"var a = {{|{other}:ArrayPool<byte>.Shared.Rent(9)|}}"));

    [Theory]
    [InlineData("async Task F(Stream s) { var a = ArrayPool<byte>.Shared.Rent(9); try { await s.WriteAsync(a, 0, 9); } finally { ArrayPool<byte>.Shared.Return(a); } }")]
    [InlineData("async Task F(Stream s) { var a = ArrayPool<byte>.Shared.Rent(9); Task t = s.WriteAsync(a, 0, 9); await t.ConfigureAwait(false); ArrayPool<byte>.Shared.Return(a); }")]
    [InlineData("void F(Stream s) { var a = ArrayPool<byte>.Shared.Rent(9); s.WriteAsync(a, 0, 9).Wait(); ArrayPool<byte>.Shared.Return(a); }")]
    [InlineData("void F(Stream s) { var a = ArrayPool<byte>.Shared.Rent(9); s.WriteAsync(a, 0, 9).GetAwaiter().GetResult(); ArrayPool<byte>.Shared.Return(a); }")]
    [InlineData("int F(Stream s) { var a = ArrayPool<byte>.Shared.Rent(9); int n = s.ReadAsync(a, 0, 9).Result; ArrayPool<byte>.Shared.Return(a); return n; }")]
    [InlineData("void F(Stream s) { var a = ArrayPool<byte>.Shared.Rent(9); Task t = s.WriteAsync(a, 0, 9); if (t.Wait(9)) ArrayPool<byte>.Shared.Return(a); }")]
    [InlineData("void F(Stream s) { var a = ArrayPool<byte>.Shared.Rent(9); ValueTask t = s.WriteAsync(a.AsMemory()); if (t.IsCompletedSuccessfully) ArrayPool<byte>.Shared.Return(a); else End(t, a); } static async void End(ValueTask t, byte[] a) { try { await t; } finally { ArrayPool<byte>.Shared.Return(a); } }")]
    [InlineData("Task F(Stream s) { var a = ArrayPool<byte>.Shared.Rent(9); return s.WriteAsync(a, 0, 9).ContinueWith(_ => ArrayPool<byte>.Shared.Return(a)); }")]
    [InlineData("async Task F(Stream s) { var a = ArrayPool<byte>.Shared.Rent(9); List<Task> all = new(); for (int i = 0; i < 9; i++) all.Add(s.WriteAsync(a, i, 1)); await Task.WhenAll(all); ArrayPool<byte>.Shared.Return(a); }")]
    [InlineData("void F(Stream s) { var a = ArrayPool<byte>.Shared.Rent(9); var all = new List<Task>(); all.Add(s.WriteAsync(a, 0, 4)); all.Add(s.WriteAsync(a, 4, 5)); Task.WaitAll(all.ToArray()); ArrayPool<byte>.Shared.Return(a); }")]
    [InlineData("async Task F(Stream s) { var a = ArrayPool<byte>.Shared.Rent(9); List<Task> all = new(); all.Add(s.WriteAsync(a, 0, 9)); foreach (Task t in all) await t; ArrayPool<byte>.Shared.Return(a); }")]
    [InlineData("async Task F(Stream s) { var a = ArrayPool<byte>.Shared.Rent(9); List<Task> all = new(); all.Add(s.WriteAsync(a, 0, 9)); for (int i = 0; i < all.Count; i++) await all[i]; ArrayPool<byte>.Shared.Return(a); }")]
    [InlineData("async Task F(Stream s) { var a = ArrayPool<byte>.Shared.Rent(9); List<Task> all = new(); all.Add(s.WriteAsync(a, 0, 9)); Func<Task> done = () => Task.WhenAll(all); await done(); ArrayPool<byte>.Shared.Return(a); }")]
    [InlineData("async Task F(Stream s) { var a = ArrayPool<byte>.Shared.Rent(9); List<Task> all = new(); all.Add(s.WriteAsync(a, 0, 9)); var same = all; await Task.WhenAll(same); ArrayPool<byte>.Shared.Return(a); }")]
    [InlineData("void F(Stream s, List<Task> all) { var a = ArrayPool<byte>.Shared.Rent(9); all.Add(s.WriteAsync(a, 0, 9)); ArrayPool<byte>.Shared.Return(a); }")]
    [InlineData("async Task F(Stream s) { var a = ArrayPool<byte>.Shared.Rent(9); Task t = s.WriteAsync(a, 0, 9); Func<Task> done = async () => await t; await done(); ArrayPool<byte>.Shared.Return(a); }")]
    [InlineData("async Task F(Stream s) { var a = ArrayPool<byte>.Shared.Rent(9); await Task.WhenAll(s.WriteAsync(a, 0, 9), Task.Delay(1)); ArrayPool<byte>.Shared.Return(a); }")]
    [InlineData("void F(Stream s) { var a = ArrayPool<byte>.Shared.Rent(9); _ = s.WriteAsync(a.AsSpan(0, 9).ToArray(), 0, 9); ArrayPool<byte>.Shared.Return(a); }")]
    [InlineData("Task<int> F() { var a = ArrayPool<byte>.Shared.Rent(9); try { return Task.FromResult(Sum(a)); } finally { ArrayPool<byte>.Shared.Return(a); } } static int Sum(byte[] a) => a[0] + a[1];")]
    [InlineData("Task F() { var a = ArrayPool<byte>.Shared.Rent(9); try { return Log(a.AsSpan(0, 9)); } finally { ArrayPool<byte>.Shared.Return(a); } } static Task Log(ReadOnlySpan<byte> s) => Task.FromResult(s.Length);")]
    [InlineData("Task F(MemoryStream s) { var a = ArrayPool<byte>.Shared.Rent(9); try { return s.WriteAsync(a, 0, 9); } finally { ArrayPool<byte>.Shared.Return(a); } }")]
    [InlineData("Task F() { var a = ArrayPool<byte>.Shared.Rent(9); try { return Now(a); } finally { ArrayPool<byte>.Shared.Return(a); } } static async Task Now(byte[] a) { a[0] = 1; await Task.Yield(); }")]
    [InlineData("async Task F() { var a = ArrayPool<byte>.Shared.Rent(9); await Later(a); ArrayPool<byte>.Shared.Return(a); } static async Task Later(byte[] m) { await Task.Delay(1); m[0] = 1; }")]
    [InlineData("Task _t; void F(Stream s) { var a = ArrayPool<byte>.Shared.Rent(9); _t = s.WriteAsync(a, 0, 9); _t.Wait(); ArrayPool<byte>.Shared.Return(a); }")]
    [InlineData("async Task F() { var a = ArrayPool<byte>.Shared.Rent(9); await Task.Run(() => a[0] = 1); ArrayPool<byte>.Shared.Return(a); }")]
    [InlineData("void F() { var a = ArrayPool<byte>.Shared.Rent(9); Task.Run(() => { a[0] = 1; ArrayPool<byte>.Shared.Return(a); }); }")]
    [InlineData("void F() { var a = ArrayPool<byte>.Shared.Rent(9); Task t = Task.Run(() => Other.Use(a)); ArrayPool<byte>.Shared.Return(a); }")]
    [InlineData("void F() { byte[] a = null; Action end = () => ArrayPool<byte>.Shared.Return(a); a = ArrayPool<byte>.Shared.Rent(9); end(); }")]
    [InlineData("void F(List<int> l) { var a = ArrayPool<byte>.Shared.Rent(9); l.ForEach(x => a[x] = 1); ArrayPool<byte>.Shared.Return(a); }")]
    public Task Silent(string members) => Own.MembersAsync(members);
}
