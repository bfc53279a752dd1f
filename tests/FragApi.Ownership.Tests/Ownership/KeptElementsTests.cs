using System.Threading.Tasks;
using Xunit;

namespace FragApi.Ownership.Tests;

/// <summary>Collections whose elements were released, and stay in them.</summary>
public sealed class KeptElementsTests
{
    [Theory]
    [InlineData("public void Dispose() { foreach (byte[] a in _all) {|FRAG2014:ArrayPool<byte>.Shared.Return(a)|}; }")]
    [InlineData("public void Dispose() { foreach (var a in this._all) { {|FRAG2014:ArrayPool<byte>.Shared.Return(a, clearArray: true)|}; } GC.SuppressFinalize(this); }")]
    [InlineData("void IDisposable.Dispose() { foreach (byte[] a in _fixed) {|FRAG2014:ArrayPool<byte>.Shared.Return(a)|}; }")]
    [InlineData("public void Dispose() { foreach (IntPtr p in _memory) {|FRAG2014:Marshal.FreeHGlobal(p)|}; _n = 0; }")]
    [InlineData("public void Dispose() { foreach (GCHandle h in _pins) {|FRAG2014:h.Free()|}; }")]
    public Task ASecondCallReleasesThemAgain(string members) => IsAsync(members);

    [Theory]
    [InlineData("public void Dispose() { foreach (byte[] a in _all) ArrayPool<byte>.Shared.Return(a); _all.Clear(); }")]
    [InlineData("public void Dispose() { foreach (byte[] a in _all) ArrayPool<byte>.Shared.Return(a); _all = null; }")]
    [InlineData("public void Dispose() { var all = _all; _all = new(); foreach (byte[] a in all) ArrayPool<byte>.Shared.Return(a); }")]
    [InlineData("public void Dispose() { if (_done) return; _done = true; foreach (byte[] a in _all) ArrayPool<byte>.Shared.Return(a); }")]
    [InlineData("public void Dispose() { ObjectDisposedException.ThrowIf(_done, this); _done = true; foreach (byte[] a in _all) ArrayPool<byte>.Shared.Return(a); }")]
    [InlineData("public void Dispose() { foreach (byte[] a in _all) ArrayPool<byte>.Shared.Return(a); Reset(); } void Reset() => _all.Clear();")]
    [InlineData("public void Dispose() { try { foreach (byte[] a in _all) ArrayPool<byte>.Shared.Return(a); } finally { _all.Clear(); } }")]
    [InlineData("public void Dispose() { foreach (byte[] a in _all) if (a.Length > 0) ArrayPool<byte>.Shared.Return(a); }")]
    [InlineData("public void Dispose() { foreach (IMemoryOwner<byte> o in _owners) o.Dispose(); }")]
    [InlineData("public void Dispose() { foreach (byte[] a in _queue.GetConsumingEnumerable()) ArrayPool<byte>.Shared.Return(a); }")]
    [InlineData("public void Dispose() { while (_waiting.TryDequeue(out byte[] a)) ArrayPool<byte>.Shared.Return(a); }")]
    [InlineData("public void Dispose() { foreach (byte[] a in _own) ArrayPool<byte>.Shared.Return(a); }")]
    [InlineData("public void Complete() { foreach (byte[] a in _all) ArrayPool<byte>.Shared.Return(a); } public void Dispose() { }")]
    [InlineData("public void Dispose() { foreach (byte[] a in _all) Console.WriteLine(a.Length); }")]
    [InlineData("public void Dispose() { for (int i = 0; i < _fixed.Length; i++) { ArrayPool<byte>.Shared.Return(_fixed[i]); _fixed[i] = null; } }")]
    [InlineData("public void Dispose() { ref var all = ref _all; foreach (byte[] a in all) ArrayPool<byte>.Shared.Return(a); all = null; }")]
    public Task TheyAreGone(string members) => IsAsync(members);

    private static Task IsAsync(string members) => Own.MembersAsync($$"""
        sealed class Draining : IEnumerable<byte[]>
        {
            readonly Queue<byte[]> _left = new();
            public IEnumerator<byte[]> GetEnumerator() { while (_left.Count > 0) yield return _left.Dequeue(); }
            System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
        }

        sealed class Holder : IDisposable
        {
            List<byte[]> _all = new();
            readonly byte[][] _fixed = new byte[4][];
            readonly List<IntPtr> _memory = new();
            readonly List<GCHandle> _pins = new();
            readonly List<IMemoryOwner<byte>> _owners = new();
            readonly System.Collections.Concurrent.BlockingCollection<byte[]> _queue = new();
            readonly System.Collections.Concurrent.ConcurrentQueue<byte[]> _waiting = new();
            readonly Draining _own = new();
            bool _done;
            int _n;
            {{members}}
        }
        """);
}
