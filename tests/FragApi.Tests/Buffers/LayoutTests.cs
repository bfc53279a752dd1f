using System;
using System.Runtime.CompilerServices;
using Xunit;
using Xunit.Abstractions;

namespace FragApi.Tests;

/// <summary>What a packet touches on its way lies together.</summary>
public sealed class LayoutTests(ITestOutputHelper output) : PoolTest
{
    [Fact]
    public unsafe void HotFieldsAndTheFirstFragmentLieWithin64Bytes()
    {
        SkBuff skb = SkBuff.Alloc(10, Pool);
        SkbSharedInfo info = skb.Info;
        ref byte start = ref Fields.Start(info);
        (string Name, long Offset, int Size)[] fields =
        [
            ("head", Distance(ref start, ref Fields.Head(info)), sizeof(nint)),
            ("managedBy", Distance(ref start, ref Fields.ManagedBy(info)), sizeof(nint)),
            ("dataRef", Distance(ref start, ref Fields.DataRef(info)), sizeof(int)),
            ("nrFrags", Distance(ref start, ref Fields.NrFrags(info)), sizeof(int)),
            ("flags", Distance(ref start, ref Fields.Flags(info)), sizeof(SkbFlags)),
            ("gsoSize", Distance(ref start, ref Fields.GsoSize(info)), sizeof(ushort)),
            ("gsoSegs", Distance(ref start, ref Fields.GsoSegs(info)), sizeof(ushort)),
            ("frags[0]", Distance(ref start, ref info[0]), Unsafe.SizeOf<SkbFrag>()),
        ];
        foreach ((string name, long offset, int size) in fields)
        {
            output.WriteLine($"{name,-10} {offset,3} .. {offset + size - 1}");
            // The object starts with the pointer to its type, which every call through it reads as well.
            Assert.InRange(offset, sizeof(nint), 64 - size);
        }

        Assert.Equal(24, Unsafe.SizeOf<SkbFrag>());
        Assert.Equal(16, Unsafe.SizeOf<FragPage>());
        skb.Free();
    }

    private static long Distance<T>(ref byte start, ref T field) => Unsafe.ByteOffset(ref start, ref Unsafe.As<T, byte>(ref field));

    private static class Fields
    {
        [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_head")]
        public static extern ref Page? Head(SkbSharedInfo info);

        [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_managedBy")]
        public static extern ref SkbFragDestructor? ManagedBy(SkbSharedInfo info);

        [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_dataRef")]
        public static extern ref int DataRef(SkbSharedInfo info);

        [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_nrFrags")]
        public static extern ref int NrFrags(SkbSharedInfo info);

        [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_flags")]
        public static extern ref SkbFlags Flags(SkbSharedInfo info);

        [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_gsoSize")]
        public static extern ref ushort GsoSize(SkbSharedInfo info);

        [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_gsoSegs")]
        public static extern ref ushort GsoSegs(SkbSharedInfo info);

        /// <summary>Where the object's type pointer is: one word before its first field.</summary>
        public static ref byte Start(SkbSharedInfo info) =>
            ref Unsafe.Subtract(ref Unsafe.As<RawObject>(info).FirstField, IntPtr.Size);

        private sealed class RawObject
        {
            public byte FirstField;
        }
    }
}
