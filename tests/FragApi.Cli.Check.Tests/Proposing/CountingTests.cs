using Xunit;

namespace FragApi.Cli.Check.Tests.Proposing;

/// <summary>What counts references, and what only looks like it.</summary>
public sealed class CountingTests
{
    [Fact]
    public void AnInterlockedCountThatFreesAtZero() => Proposed.Of("""
        public sealed class Slab
        {
            private static readonly Stack<Slab> s_free = new();
            private int _holders = 1;
            public void Grab() => Interlocked.Increment(ref _holders);
            public bool Drop()
            {
                if (Interlocked.Decrement(ref _holders) != 0)
                    return false;
                s_free.Push(this);
                return true;
            }
        }
        """).Has("page-get M:Slab.Grab", "page-put M:Slab.Drop");

    [Fact]
    public void ACountUnderALock() => Proposed.Of("""
        public sealed class Slab
        {
            private readonly object _gate = new();
            private byte[]? _bytes = new byte[10];
            private int _holders;
            public Slab() { _holders = 1; }
            public void Grab() { lock (_gate) _holders++; }
            public void Drop()
            {
                lock (_gate)
                {
                    _holders--;
                    if (_holders > 0)
                        return;
                    _bytes = null;
                }
            }
        }
        """).Has("page-get M:Slab.Grab", "page-put M:Slab.Drop");

    [Fact]
    public void ALoopAroundACompareExchange() => Proposed.Of("""
        public abstract class Slab
        {
            private int _holders = 1;
            public Slab Grab()
            {
                int old;
                do
                {
                    old = Volatile.Read(ref _holders);
                    if (old == 0)
                        throw new InvalidOperationException();
                }
                while (Interlocked.CompareExchange(ref _holders, old + 1, old) != old);
                return this;
            }

            public bool Drop()
            {
                while (true)
                {
                    int old = _holders;
                    int next = old - 1;
                    if (Interlocked.CompareExchange(ref _holders, next, old) != old)
                        continue;
                    if (next == 0)
                        Free();
                    return next == 0;
                }
            }

            protected abstract void Free();
        }
        """).Has("page-get M:Slab.Grab", "page-put M:Slab.Drop");

    [Fact]
    public void HelpersAndWrappersAround() => Proposed.Of("""
        public sealed class Slab
        {
            internal int Holders = 1;
            internal byte[]? Bytes;
        }

        public static class Slabs
        {
            public static void Grab(this Slab slab) => slab.Holders += 1;
            public static void Drop(Slab slab)
            {
                if (--slab.Holders == 0)
                    Free(slab);
            }

            private static void Free(Slab slab) => slab.Bytes = null;
            public static void SafeDrop(Slab? slab)
            {
                if (slab is not null)
                    Drop(slab);
            }
        }
        """).Has("page-get M:Slabs.Grab(Slab)", "page-put M:Slabs.Drop(Slab)", "page-put M:Slabs.SafeDrop(Slab)");

    [Fact]
    public void WhatAnInterfacePromises()
    {
        Proposed proposed = Proposed.Of("""
            public interface IHeld { void Hold(); void Unhold(); }
            public sealed class Slab : IHeld, IDisposable
            {
                private int _n = 1;
                public void Hold() => Interlocked.Increment(ref _n);
                public void Unhold() { if (Interlocked.Decrement(ref _n) == 0) Dispose(); }
                public void Dispose() => _memory = 0;
                private nint _memory;
            }
            """).Has("page-get M:IHeld.Hold", "page-put M:IHeld.Unhold");
        Assert.DoesNotContain(proposed.Sure, line => line.Contains("M:Slab", System.StringComparison.Ordinal));
    }

    [Fact]
    public void AHelperThatCountsForOthers() => Proposed.Of("""
        internal static class Refs
        {
            public static void Up(ref int count) => Interlocked.Increment(ref count);
            public static bool Down(ref int count) => Interlocked.Decrement(ref count) == 0;
        }

        public sealed class Slab
        {
            private int _n = 1;
            private byte[]? _bytes;
            public void Hold() => Refs.Up(ref _n);
            public void Unhold() { if (Refs.Down(ref _n)) _bytes = null; }
        }
        """).Has("page-get M:Slab.Hold", "page-put M:Slab.Unhold");

    [Fact]
    public void AsManyAsTheCallerSays() => Proposed.Of("""
        public interface IHeld { IHeld Retain(); IHeld Retain(int more); bool Release(); bool Release(int less); }
        public abstract class Slab : IHeld
        {
            private volatile int _holders = 1;
            public int Holders => _holders;
            public IHeld Retain() => RetainCore(1);
            public IHeld Retain(int more) => RetainCore(more);
            public bool Release() => ReleaseCore(1);
            public bool Release(int less) => ReleaseCore(less);
            private IHeld RetainCore(int more)
            {
                int old;
                do
                {
                    old = Holders;
                    int next = old + more;
                    if (next <= more)
                        Gone(old);
                }
                while (Interlocked.CompareExchange(ref _holders, old + more, old) != old);
                return this;
            }

            private bool ReleaseCore(int less)
            {
                int old;
                do
                {
                    old = Holders;
                    if (old < less)
                        Gone(old);
                }
                while (Interlocked.CompareExchange(ref _holders, old - less, old) != old);
                if (old != less)
                    return false;
                Deallocate();
                return true;
            }

            private static void Gone(int count) => throw new InvalidOperationException($"{count}");
            protected abstract void Deallocate();
        }

        public sealed class Wrapped(IHeld inner) : IHeld
        {
            public IHeld Retain() { inner.Retain(); return this; }
            public IHeld Retain(int more) { inner.Retain(more); return this; }
            public bool Release() => inner.Release();
            public bool Release(int less) => inner.Release(less);
        }

        public static class Held
        {
            public static T Keep<T>(T what) { if (what is IHeld held) held.Retain(); return what; }
            public static void KeepTwice(IHeld held) => held.Retain(2);
            public static void Mark(IHeld held, int color) => held.Retain();
            public static IHeld? Rest(Slab slab) { if (slab.Holders > 1) return slab; slab.Release(); return null; }
        }
        """).HasOnly(
            "page-get M:Slab.RetainCore(System.Int32)", "page-put M:Slab.ReleaseCore(System.Int32)",
            "page-get M:IHeld.Retain", "page-get M:IHeld.Retain(System.Int32)", "page-put M:IHeld.Release", "page-put M:IHeld.Release(System.Int32)",
            "page-get M:Held.Keep``1(``0)");

    [Fact]
    public void WhoDropsItAndDoesMoreIsNoOtherNameForThat() => Proposed.Of("""
        public sealed class Slab
        {
            private static readonly Stack<Slab> s_free = new();
            private readonly byte[] _bytes = new byte[64];
            private int _n = 1;
            public static Slab Fetch()
            {
                lock (s_free)
                {
                    if (s_free.Count > 0)
                    {
                        Slab slab = s_free.Pop();
                        slab._n = 1;
                        return slab;
                    }
                }

                return new Slab();
            }

            public Span<byte> Bytes => _bytes;
            public void Hold() => Interlocked.Increment(ref _n);
            public void Unhold() { if (Interlocked.Decrement(ref _n) == 0) s_free.Push(this); }
        }

        public static class Slabs
        {
            public static void Scrap(Slab slab) { slab.Bytes.Clear(); slab.Unhold(); }
            public static void Drop(Slab? slab) { if (slab != null) slab.Unhold(); }
        }
        """).HasOnly("page-get M:Slab.Hold", "page-put M:Slab.Unhold", "page-put M:Slabs.Drop(Slab)", "owned M:Slab.Fetch", "consumes M:Slabs.Scrap(Slab)#slab");

    [Fact]
    public void WhatACounterCounts() => Proposed.Of("""
        public sealed class Counter(int start)
        {
            private int _value = start;
            public int Up(int by) => Interlocked.Add(ref _value, by);
            public int Down(int by) => Interlocked.Add(ref _value, by * -1);
        }

        public class Slab
        {
            private readonly Counter _holders = new(1);
            private byte[]? _bytes;
            public void Hold() => _holders.Up(1);
            public void Unhold() { if (_holders.Down(1) == 0) _bytes = null; }
        }
        """).HasOnly("page-get M:Slab.Hold", "page-put M:Slab.Unhold");

    [Fact]
    public void WhatACounterOfOthersCounts() => Proposed.Of("""
        public class Slab
        {
            private readonly Vendor.AtomicInt _holders = new(1);
            private IDisposable? _file;
            public void Hold() => _holders.IncrementAndGet();
            public void Unhold() { int left = _holders.DecrementAndGet(); if (left == 0) _file!.Dispose(); else if (left < 0) throw new InvalidOperationException(); }
        }
        """, Proposed.Image(Proposed.Compile("Vendor", """
        namespace Vendor { public sealed class AtomicInt(int start) { private int _value = start; public int IncrementAndGet() => ++_value; public int DecrementAndGet() => --_value; } }
        """))).HasOnly("page-get M:Slab.Hold", "page-put M:Slab.Unhold");

    [Fact]
    public void WhatIsDisposedOfByWhoMadeIt() => Proposed.Of("""
        public sealed class Shared<T> where T : class, IDisposable
        {
            private readonly T _what;
            private readonly Action<T> _end;
            private int _n = 1;
            public Shared(T what, Action<T> end) => (_what, _end) = (what, end);
            public void More() => Interlocked.Increment(ref _n);
            public void Less() { if (Interlocked.Decrement(ref _n) == 0) _end(_what); }
        }
        """).HasOnly("page-get M:Shared`1.More", "page-put M:Shared`1.Less");

    [Fact]
    public void WhoAsksBeforeItCounts() => Proposed.Of("""
        public abstract class Session(IDisposable inner)
        {
            private bool _gone;
            protected void ThrowIfGone() { if (_gone) throw new ObjectDisposedException(GetType().Name, ToString()); }
            public void End() { inner.Dispose(); _gone = true; }
        }

        public sealed class Counted(IDisposable inner) : Session(inner)
        {
            private readonly object _lock = new();
            private int _n = 1;
            public void More() { lock (_lock) { ThrowIfGone(); _n++; } }
            public void Less() { lock (_lock) { ThrowIfGone(); if (--_n == 0) End(); } }
        }
        """).HasOnly("page-get M:Counted.More", "page-put M:Counted.Less");

    [Fact]
    public void WhatFreesAllOfItsParts() => Proposed.Of("""
        public sealed class Arena
        {
            private readonly List<nint> _blocks = new();
            private readonly List<IDisposable> _owners = new();
            private int _n = 1;
            public void More() => Interlocked.Increment(ref _n);
            public void Less() { if (Interlocked.Decrement(ref _n) == 0) End(); }
            private void End() { for (int i = 0; i < _blocks.Count; i++) System.Runtime.InteropServices.Marshal.FreeHGlobal(_blocks[i]); }
        }

        public sealed class Bundle
        {
            private readonly List<IDisposable> _owners = new();
            private int _n = 1;
            public void More() => Interlocked.Increment(ref _n);
            public void Less() { if (Interlocked.Decrement(ref _n) == 0) { foreach (IDisposable owner in _owners) owner.Dispose(); } }
        }
        """).HasOnly("page-get M:Arena.More", "page-put M:Arena.Less", "page-get M:Bundle.More", "page-put M:Bundle.Less");

    [Fact]
    public void WhoIsFreedByWhoDroppedItLast() => Proposed.Of("""
        public sealed class Slab
        {
            private int _n = 1;
            public void Hold() => Interlocked.Increment(ref _n);
            public bool Unhold() => Interlocked.Decrement(ref _n) == 0;
        }

        public sealed class Heap
        {
            private readonly Stack<Slab> _free = new();
            public void Take(Slab slab)
            {
                if (slab.Unhold())
                    _free.Push(slab);
            }
        }
        """).Has("page-get M:Slab.Hold", "page-put M:Slab.Unhold");

    [Theory]
    [InlineData("a collection", """
        public sealed class Bag<T>
        {
            private T[] _items = new T[4];
            private int _count;
            public void Add(T item) => _items[_count++] = item;
            public void Remove() { _count--; if (_count == 0) _items = null!; }
        }
        """)]
    [InlineData("a semaphore", """
        public sealed class Gate
        {
            private int _free = 1;
            private readonly object _lock = new();
            public void Release() { lock (_lock) { _free++; Monitor.Pulse(_lock); } }
            public void Acquire() { lock (_lock) { while (_free == 0) Monitor.Wait(_lock); _free--; } }
        }
        """)]
    [InlineData("a lock of readers", """
        public sealed class Readers
        {
            private int _readers;
            private readonly object _lock = new();
            public void Enter() { lock (_lock) _readers++; }
            public void Exit() { lock (_lock) { _readers--; if (_readers == 0) Monitor.PulseAll(_lock); } }
        }
        """)]
    [InlineData("a pool of connections", """
        public sealed class Connection { }
        public sealed class Pool
        {
            private readonly Stack<Connection> _idle = new();
            private int _busy;
            public Connection Rent() { Interlocked.Increment(ref _busy); return _idle.Count > 0 ? _idle.Pop() : new Connection(); }
            public void Return(Connection connection) { Interlocked.Decrement(ref _busy); _idle.Push(connection); }
        }
        """)]
    [InlineData("a nesting of updates", """
        public sealed class List
        {
            private int _updates;
            public event EventHandler? Changed;
            public void BeginUpdate() => _updates++;
            public void EndUpdate() { if (--_updates == 0) Refresh(); }
            private void Refresh() => Changed?.Invoke(this, EventArgs.Empty);
        }
        """)]
    [InlineData("a countdown", """
        public sealed class Pending
        {
            private int _open = 1;
            private readonly System.Threading.Tasks.TaskCompletionSource _done = new();
            public void Begin() => Interlocked.Increment(ref _open);
            public void End() { if (Interlocked.Decrement(ref _open) == 0) _done.SetResult(); }
        }
        """)]
    [InlineData("a cursor", """
        public sealed class Cursor
        {
            private int _row = 1;
            public bool Next() { _row++; return true; }
            public bool Previous() { if (_row == 0) return false; _row--; return true; }
        }
        """)]
    [InlineData("statistics", """
        public sealed class Stats
        {
            private long _open;
            public void Opened() => Interlocked.Increment(ref _open);
            public void Closed() => Interlocked.Decrement(ref _open);
            public bool IsIdle => _open == 0;
        }
        """)]
    [InlineData("an indentation", """
        public sealed class Writer
        {
            private int _depth = 1;
            public void Indent() => _depth++;
            public void Unindent() { if (_depth == 0) throw new InvalidOperationException(); _depth--; }
        }
        """)]
    [InlineData("a retry budget", """
        public sealed class Budget
        {
            private int _left;
            public Budget(int left) => _left = left;
            public void Refund() => Interlocked.Increment(ref _left);
            public bool Spend() { if (Interlocked.Decrement(ref _left) <= 0) { Console.WriteLine("spent"); return false; } return true; }
        }
        """)]
    [InlineData("a quantity of goods", """
        public sealed class Line
        {
            public int Quantity = 1;
            public string? Note;
            public void More() => Quantity++;
            public void Less() { Quantity--; if (Quantity == 0) Note = ""; }
        }
        """)]
    [InlineData("a position in a stack of frames", """
        public sealed class Walk
        {
            private int _at = 1;
            private int[] _frames = new int[4];
            public void Down() { _at++; if (_frames.Length <= _at) _frames = new int[_at * 2]; }
            public void Up() { if (_at == 0) throw new InvalidOperationException(); while (_frames[_at] == 0) _at--; }
        }
        """)]
    [InlineData("the depth of a document", """
        public sealed class Document
        {
            private int _depth = 1;
            private System.IO.TextWriter? _writer = Console.Out;
            public void Start(string name) { _writer!.Write(name); _depth++; }
            public void End() { if (--_depth == 0) { _writer!.Dispose(); _writer = null; } }
        }
        """)]
    [InlineData("the depth of a document, of which the root has no state of its own", """
        public sealed class Output
        {
            private int _depth;
            private int _state;
            private System.IO.TextWriter? _writer;
            public Output(System.IO.TextWriter writer) { _writer = writer; _depth = 1; }
            public void StartRoot() => _depth++;
            public void EndRoot() => _depth--;
            public void StartAttribute(string name) { _writer!.Write(name); _state = 1; _depth++; }
            public void EndAttribute() { _state = 0; _depth--; }
            public void EndComment() { _depth--; if (_depth == 0) EndTree(); }
            private void EndTree() => _writer = null;
        }
        """)]
    [InlineData("a scope that is tracked", """
        public sealed class Slots
        {
            private int _scopes;
            private List<int>? _tracked;
            public int Count => _tracked?.Count ?? 0;
            public void Begin() => _scopes++;
            public void End() { if (--_scopes == 0) _tracked = null; }
        }
        """)]
    [InlineData("a level of updates, where the first begins something", """
        public sealed class Styled
        {
            private int _level;
            private object? _frame;
            public void Begin() { if (++_level == 1) Open(); }
            public void End() { if (--_level == 0) Close(); }
            private void Open() => _frame = new object();
            private void Close() => _frame = null;
        }
        """)]
    [InlineData("a level of updates, after which others are told", """
        public interface ISink { bool Find(Styled styled, string name); void Raise(Styled styled, string name); }
        public sealed class Styled
        {
            private int _level;
            private ISink? _sink;
            public void Begin() => _level++;
            public void End() { if (--_level == 0) Refresh(); }
            private void Refresh() { if (_sink!.Find(this, "theme")) _sink.Raise(this, "done"); }
        }
        """)]
    [InlineData("numbers that go up and down by what is passed", """
        public sealed class Account
        {
            private int _balance = 1;
            private object? _note = new();
            public void Pay(int amount) => _balance += amount;
            public void Draw(int amount) { if (_balance < amount) throw new InvalidOperationException(); _balance -= amount; if (_balance == amount) _note = null; }
        }
        """)]
    [InlineData("operations under way, with a name", """
        public sealed class Under
        {
            private int _open = 1;
            private readonly string _name = "x";
            private readonly Action<string> _done;
            public Under(Action<string> done) => _done = done;
            public void Begin() => Interlocked.Increment(ref _open);
            public void End() { if (Interlocked.Decrement(ref _open) == 0) _done(_name); }
        }
        """)]
    [InlineData("threads at work", """
        public sealed class Workers
        {
            private int _active;
            private readonly ManualResetEvent _idle = new(true);
            public void Started() { if (Interlocked.Increment(ref _active) == 1) _idle.Reset(); }
            public void Finished() { if (Interlocked.Decrement(ref _active) == 0) _idle.Set(); }
        }
        """)]
    public void WhatOnlyLooksLikeIt(string what, string source)
    {
        Assert.NotEmpty(what);
        Proposed.Of(source).IsSilent();
    }
}
