namespace Mem
{
    using System;
    using System.Collections.Generic;
    using System.Diagnostics.CodeAnalysis;
    using System.Threading.Tasks;
    using FragApi;
    using When = FragApi.When;

    public class Page
    {
        public int Count;
        public int Id;
        public int Data;
        public Page Next;
        public bool IsDirty { get; set; }
        [PageGet] public void Get() { Count++; }
        [PageGet] public Page Retain() { Count++; return this; }
        [PageGet] public void Get(int count) { Count += count; }
        [PagePut] public void Put() { Count--; }
        [PagePut] public void Put(int count) { Count -= count; }
        [PagePut] public void Close() { Count--; }
        public void Touch() { Data++; }
        [return: AliasOf("this")] public Page Mark() { Data++; return this; }
        public static implicit operator Handle(Page page) { return new Handle { Of = page }; }
    }

    public struct Handle { public Page Of; }

    public struct Desc { public Page Page; public int Size; }

    public class Box { public Page First; public Page Second; public void Fill() { } }

    public sealed class Lease : IDisposable
    {
        [Owned] public Lease() { }
        [PagePut] public void Dispose() { }
        public int Size;
    }

    public sealed class Guard : IDisposable
    {
        public Guard([Consumes] Page page) { page.Put(); }
        public void Dispose() { }
    }

    public static class Mm
    {
        [return: Owned] public static Page Alloc() { return new Page(); }
        [return: Owned(When = When.NotNull)] public static Page TryAlloc() { return null; }
        public static bool TryGet([Owned(When = When.True)] out Page page) { page = new Page(); return true; }
        public static int Find(int key, [Owned(When = When.Zero)] out Page page) { page = new Page(); return 0; }
        public static void Make([Owned] out Page page) { page = new Page(); }
        [return: Owned] public static Task<Page> AllocAsync() { return Task.FromResult(new Page()); }
        [return: Owned] public static ValueTask<Page> AllocValueAsync() { return new ValueTask<Page>(new Page()); }
        [PageGet] public static void GetPage(Page page) { page.Count++; }
        [PagePut] public static void PutPage(Page page) { page.Count--; }
        [PagePut] public static void PutAny(object page) { }
        public static void Free([Consumes] Page page) { page.Put(); }
        public static void Look([Borrows] Page page) { }
        [return: Borrows] public static Page Head() { return null; }
        [return: AliasOf("page")] public static Page Same(Page page) { return page; }
    }

    public class Ring
    {
        public void Enqueue([Consumes] Page page) { page.Put(); }
        public bool TryEnqueue([Consumes(When = When.True)] Page page) { page.Put(); return true; }
        public int Submit([Consumes(When = When.Zero)] Page page) { page.Put(); return 0; }
        public void Peek([Borrows] Page page) { }
        [PagePut] public void ReturnById(int id) { }
    }

    public class Pool
    {
        [return: Owned] public Page Rent() { return new Page(); }
        [PagePut] public void Return(Page page) { }
    }

    public abstract class Handler
    {
        public abstract void Handle([Consumes] Page page);
        [return: Owned] public abstract Page Create();
    }

    /// <summary>Nothing is said of these.</summary>
    public static class Other
    {
        public static object Kept;
        public static void Use(object value) { Kept = value; }
        public static bool Try(object value) { Kept = value; return true; }
        public static void Ref(ref Page page) { }
        public static Page Lookup(int key) { return null; }
        public static bool Busy() { return false; }
        public static void Fail(string message) { throw new InvalidOperationException(message); }
        [DoesNotReturn] public static void Die() { throw new InvalidOperationException(); }
    }
}
