namespace FragApi.Cli.Check.Tests.Proposing;

/// <summary>
/// A code base with other names and other types than any sample's: segments behind an interface, narrow numbers, two kinds of
/// mappings, leases of a vendor whose code is not there, and not one accessor. It says what it does, line by line.
/// </summary>
internal static class RailTree
{
    /// <summary>The vendor's library, of which there is only the assembly.</summary>
    public const string Vendor = """
        namespace Fabric
        {
            public sealed class Port { }

            public sealed class Lease
            {
                private static int s_next;
                private int _holders = 1;
                public static readonly System.Text.StringBuilder Log = new();
                public int Id { get; } = ++s_next;
                public static void Reset() { s_next = 0; Log.Clear(); }
                public nint Start { get { Log.Append("start " + Id + "\n"); return Id * 65536; } }
                public void Retain() { _holders++; Log.Append("retain " + Id + "\n"); }
                public bool Release() { Log.Append("release " + Id + "\n"); return --_holders == 0; }
            }

            public static class Window
            {
                public static ulong Attach(Port port, Lease lease, uint at, uint length) { Lease.Log.Append("attach " + lease.Id + " " + at + " " + length + "\n"); return (ulong)lease.Id * 1000000 + at; }
                public static void Detach(Port port, ulong window, uint length) => Lease.Log.Append("detach " + window + " " + length + "\n");
                public static bool IsBad(ulong window) => window == 0;
            }
        }

        """;

    /// <summary>Segments, packets and engines.</summary>
    public const string Core = """
        namespace Rail
        {
            public static class Trace
            {
                private static readonly System.Text.StringBuilder s_text = new();
                public static void Say(string line) => s_text.Append(line).Append('\n');
                public static string Take() { string text = s_text.ToString(); s_text.Clear(); return text; }
            }

            public interface ISegment
            {
                string Name { get; }
                nint Start { get; }
                void Retain();
                bool Release();
            }

            public sealed class HeapSegment : ISegment
            {
                private static readonly Stack<HeapSegment> s_free = new();
                private int _holders = 1;
                public HeapSegment(string name) => Name = name;
                public string Name { get; }
                public nint Start => 4096;
                public void Retain() { Trace.Say("retain " + Name); Interlocked.Increment(ref _holders); }
                public bool Release()
                {
                    Trace.Say("release " + Name);
                    if (Interlocked.Decrement(ref _holders) > 0)
                        return false;
                    s_free.Push(this);
                    Trace.Say("free " + Name);
                    return true;
                }
            }

            public sealed class MappedSegment(string name) : ISegment
            {
                private readonly object _gate = new();
                private byte[]? _view = new byte[16];
                private short _holders = 1;
                public string Name => name;
                public nint Start => 8192;
                public void Retain() { Trace.Say("retain " + Name); lock (_gate) _holders++; }
                public bool Release()
                {
                    Trace.Say("release " + Name);
                    lock (_gate)
                    {
                        if (--_holders != 0)
                            return false;
                        _view = null;
                        return true;
                    }
                }
            }

            public struct Slice
            {
                public ISegment? Segment;
                public ushort At;
                public ushort Length;
            }

            [Flags]
            public enum Marks : byte { None = 0, Lent = 1, Shared = 2, Timed = 4 }

            public sealed class Packet
            {
                public readonly Slice[] Slices = new Slice[8];
                public byte Used;
                public Marks Marks;
                public int Total;
            }

            public sealed class Engine { public int Id = 1; }
            public sealed class Cipher { public int Id = 2; }

            public static class EngineBus
            {
                public static ulong Map(Engine engine, ISegment? segment, int at, int length, bool read) { Trace.Say("map " + segment!.Name + " " + at + " " + length + " " + read); return (ulong)(segment.Start + at); }
                public static void Unmap(Engine engine, ulong address, int length) => Trace.Say("unmap " + address + " " + length);
                public static bool Failed(ulong address) => address == 0;
            }

            public static class CipherBus
            {
                public static ulong Lock(Cipher cipher, ISegment? segment, int at, int length) { Trace.Say("lock " + segment!.Name + " " + at + " " + length); return (ulong)(segment.Start + at); }
                public static void Unlock(Cipher cipher, ulong address, int length) => Trace.Say("unlock " + address + " " + length);
            }
        }

        """;

    /// <summary>What is raw in it.</summary>
    public const string Drivers = """
        namespace Rail.Drivers
        {
            public sealed class EngineSender(Engine engine)
            {
                private readonly ulong[] _sent = new ulong[8];
                public bool Send(Packet packet)
                {
                    for (int i = 0; i < packet.Used; i++)
                    {
                        ulong address = EngineBus.Map(engine, packet.Slices[i].Segment, packet.Slices[i].At, packet.Slices[i].Length, true);
                        if (EngineBus.Failed(address))
                            return false;
                        _sent[i] = address;
                    }

                    return true;
                }

                public void Done(Packet packet)
                {
                    for (int i = 0; i < packet.Used; i++)
                    {
                        EngineBus.Unmap(engine, _sent[i], packet.Slices[i].Length);
                        packet.Slices[i].Segment!.Release();
                    }

                    packet.Used = 0;
                }
            }

            public sealed class EngineReceiver(Engine engine)
            {
                public void Post(Packet packet, ISegment segment)
                {
                    ref Slice slice = ref packet.Slices[packet.Used++];
                    slice.Segment = segment;
                    slice.At = 0;
                    slice.Length = 1500;
                    packet.Total += slice.Length;
                    ulong address = EngineBus.Map(engine, slice.Segment, slice.At, slice.Length, false);
                    Trace.Say("post " + address);
                    EngineBus.Unmap(engine, address, slice.Length);
                }
            }

            public static class CipherUser
            {
                public static void Encrypt(Cipher cipher, Packet packet)
                {
                    foreach (ref Slice slice in packet.Slices.AsSpan(0, packet.Used))
                    {
                        ulong address = CipherBus.Lock(cipher, slice.Segment, slice.At, slice.Length);
                        Trace.Say("encrypt " + address);
                        CipherBus.Unlock(cipher, address, slice.Length);
                    }
                }
            }

            public static class Cutter
            {
                public static void Skip(Packet packet, ushort n)
                {
                    packet.Slices[0].At += n;
                    packet.Slices[0].Length -= n;
                    packet.Total -= n;
                    if (packet.Slices[0].Length == 0)
                    {
                        packet.Slices[0].Segment!.Release();
                        packet.Slices[0].Segment = null;
                    }
                }

                public static nint Header(in Slice slice) => slice.Segment!.Start + slice.At;
            }

            public static class Copier
            {
                public static Packet Clone(Packet packet)
                {
                    Packet copy = new();
                    for (int i = 0; i < packet.Used; i++)
                    {
                        copy.Slices[i] = packet.Slices[i];
                        packet.Slices[i].Segment!.Retain();
                        copy.Total += packet.Slices[i].Length;
                    }

                    copy.Used = packet.Used;
                    copy.Marks |= packet.Marks & (Marks.Lent | Marks.Shared);
                    return copy;
                }

                public static bool CanMerge(in Slice one, in Slice other) => one.Segment == other.Segment && one.At + one.Length == other.At;

                public static void Merge(ref Slice one, in Slice other)
                {
                    one.Length += other.Length;
                    other.Segment!.Release();
                }
            }

            public static class Printer
            {
                public static void Print(Packet packet)
                {
                    for (int i = 0; i < packet.Used; i++)
                    {
                        ref readonly Slice slice = ref packet.Slices[i];
                        ISegment? segment = slice.Segment;
                        Trace.Say((segment is null ? "none" : segment.Name) + " " + slice.At + " " + slice.Length + " " + (slice.Segment!.Start + slice.At));
                    }
                }
            }
        }

        """;

    /// <summary>What is raw in it, of the vendor's leases.</summary>
    public const string Grants = """
        namespace Rail.Grants
        {
            using Fabric;

            public struct Grant
            {
                public Lease? Lease;
                public uint From;
                public uint Bytes;
            }

            public sealed class Batch
            {
                public readonly Grant[] Grants = new Grant[4];
                public int Count;
            }

            public static class Batches
            {
                public static void Append(Batch batch, Lease lease, uint from, uint bytes)
                {
                    batch.Grants[batch.Count].Lease = lease;
                    batch.Grants[batch.Count].From = from;
                    batch.Grants[batch.Count].Bytes = bytes;
                    batch.Count++;
                }

                public static void Share(Batch from, Batch to)
                {
                    for (int i = 0; i < from.Count; i++)
                    {
                        to.Grants[to.Count++] = from.Grants[i];
                        from.Grants[i].Lease!.Retain();
                    }
                }

                public static void Free(Batch batch)
                {
                    for (int i = 0; i < batch.Count; i++)
                        batch.Grants[i].Lease!.Release();
                    batch.Count = 0;
                }
            }

            public sealed class PortSender(Port port)
            {
                public void Send(Batch batch)
                {
                    for (int i = 0; i < batch.Count; i++)
                    {
                        ulong window = Window.Attach(port, batch.Grants[i].Lease!, batch.Grants[i].From, batch.Grants[i].Bytes);
                        if (Window.IsBad(window))
                            return;
                        Window.Detach(port, window, batch.Grants[i].Bytes);
                    }
                }

                public static nint Address(in Grant grant) => grant.Lease!.Start + (nint)grant.From;
                public static void Trim(ref Grant grant, uint n) { grant.From += n; grant.Bytes -= n; }
            }
        }

        """;

    /// <summary>Runs all of it.</summary>
    public const string Program = """
        namespace Rail
        {
            using Rail.Drivers;
            using Rail.Grants;

            public static class Run
            {
                public static string All()
                {
                    Trace.Take();
                    Fabric.Lease.Reset();
                    Engine engine = new();
                    Packet packet = new();
                    new EngineReceiver(engine).Post(packet, new HeapSegment("heap"));
                    new EngineReceiver(engine).Post(packet, new MappedSegment("mapped"));
                    Packet copy = Copier.Clone(packet);
                    Cutter.Skip(packet, 100);
                    Printer.Print(packet);
                    Printer.Print(copy);
                    Trace.Say(Copier.CanMerge(packet.Slices[0], packet.Slices[1]) + " " + Cutter.Header(packet.Slices[0]));
                    CipherUser.Encrypt(new Cipher(), copy);
                    EngineSender sender = new(engine);
                    sender.Send(packet);
                    sender.Done(packet);
                    sender.Done(copy);
                    Batch one = new(), other = new();
                    Batches.Append(one, new Fabric.Lease(), 8, 64);
                    Batches.Share(one, other);
                    PortSender.Trim(ref one.Grants[0], 3);
                    new PortSender(new Fabric.Port()).Send(one);
                    Trace.Say(PortSender.Address(one.Grants[0]).ToString());
                    Batches.Free(one);
                    Batches.Free(other);
                    return Trace.Take() + Fabric.Lease.Log;
                }
            }
        }
        """;
}
