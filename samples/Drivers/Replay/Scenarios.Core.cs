using System;
using Drivers.Core;
using Drivers.Kernel;

namespace Drivers.Replay;

internal static partial class Scenarios
{
    public static readonly Scenario[] Core =
    [
        new(typeof(Sock), b =>
        {
            b.Step("Sock.AllocSendPskb", () => b.Net.Receive(Sock.AllocSendPskb(100, 9000)!));
            b.Step("Sock.AllocSendPskb, a page fails", () =>
            {
                Recorder.FailAllocs(3);
                return Sock.AllocSendPskb(100, 9000) is null;
            });
        }),
        new(typeof(Pktgen), b =>
        {
            Pktgen driver = new();
            b.Step("Pktgen.Build, no page", () =>
            {
                Recorder.FailAllocs(1);
                return driver.Build(1000, 3) is null;
            });
            b.Step("Pktgen.Build", () => b.Net.Receive(driver.Build(1000, 3)!));
            b.Step("Pktgen.Build, again", () => b.Net.Receive(driver.Build(10, 1)!));
            b.Step("Pktgen.Stop", driver.Stop);
        }),
        new(typeof(Ipcomp), b =>
        {
            byte[] plain = new byte[5000];
            for (int i = 0; i < plain.Length; i++)
                plain[i] = (byte)(i * 3);
            SkBuff skb = b.Skb(20);
            b.Step("Ipcomp.Decompress", () => Ipcomp.Decompress(skb, plain));
            b.Step("Ipcomp.Decompress, no page", () =>
            {
                Recorder.FailAllocs(1);
                return Ipcomp.Decompress(skb, plain);
            });
            b.Step("Ipcomp.Decompress, no room", () => Ipcomp.Decompress(skb, new byte[Mm.PageSize * 20]));
            b.Net.Receive(skb);
        }),
        new(typeof(SkbCopy), b =>
        {
            SkBuff skb = b.Skb(30, (100, 50), (4000, 96));
            skb.Info.Flags = SkbTx.SharedFrag;
            b.Step("SkbCopy.PskbCopy", () => b.Net.Receive(SkbCopy.PskbCopy(skb)));
            b.Step("SkbCopy.Linear", () =>
            {
                SkBuff linear = SkbCopy.Linear(skb);
                Recorder.Log($"crc {SkbCopy.Crc(linear):x8}");
                linear.Free();
            });
            b.Step("SkbCopy.Crc", () => $"{SkbCopy.Crc(skb):x8}");
            skb.Free();
        }),
        new(typeof(SkbPull), b =>
        {
            foreach (int delta in new[] { 40, 60, 150, 151 })
            {
                SkBuff skb = b.Skb(20, (8, 50), (64, 100));
                b.Step($"SkbPull.PullTail {delta}", () => SkbPull.PullTail(skb, delta));
                b.Net.Receive(skb);
            }

            foreach (int len in new[] { 10, 20, 60, 100, 170, 500 })
            {
                SkBuff skb = b.Skb(20, (8, 50), (64, 100));
                b.Step($"SkbPull.Trim {len}", () => SkbPull.Trim(skb, len));
                b.Net.Receive(skb);
            }

            foreach (int len in new[] { 20, 60, 70, 100 })
            {
                SkBuff skb = b.Skb(20, (8, 50), (64, 100));
                b.Step($"SkbPull.Split {len}", () => b.Net.Receive(SkbPull.Split(skb, len)));
                b.Net.Receive(skb);
            }

            foreach (int len in new[] { 40, 50, 200 })
            {
                SkBuff target = b.SharedPageSkb(20, (0, 100), (100, 60));
                Page page = SkbFrag.Page(target, 1)!;
                page.Get();
                SkBuff skb = new(20);
                skb.AddRxFrag(0, page, 160, 50, 50);
                skb.AddRxFrag(1, Mm.AllocPage(), 0, 70, 70);
                b.Step($"SkbPull.Shift {len}", () => SkbPull.Shift(target, skb, len));
                b.Net.Receive(target);
                b.Net.Receive(skb);
            }
        }),
        new(typeof(Gro), b =>
        {
            SkBuff skb = b.Skb(0, (100, 50));
            b.Step("Gro.HeaderInFragment", () => Recorder.Name(Gro.HeaderInFragment(skb)));
            skb.Free();
            SkBuff high = new(0);
            high.AddRxFrag(0, Mm.AllocPage(highMem: true), 64, 10, 10);
            b.Step("Gro.HeaderInFragment, high page", () => Gro.HeaderInFragment(high));
            high.Free();
            SkBuff flow = b.Skb(54, (0, 1448));
            SkBuff packet = b.Skb(0, (128, 1502), (0, 10));
            packet.Info.Flags = SkbTx.SharedFrag;
            b.Step("Gro.Merge", () => Gro.Merge(flow, packet, 54));
            SkBuff many = b.Skb(0, new (int, int)[15]);
            b.Step("Gro.Merge, no room", () => Gro.Merge(flow, many, 0));
            many.Free();
            b.Step("Gro.Steal", () => Gro.Steal(flow)!.Put());
            b.Net.Receive(flow);
            foreach (int grow in new[] { 20, 40 })
            {
                SkBuff pulled = b.Skb(10, (4, 40), (8, 60));
                b.Step($"Gro.PullFrag {grow}", () => Gro.PullFrag(pulled, grow));
                b.Net.Receive(pulled);
            }

            SkBuff gone = b.Skb(10);
            gone.FillPageDesc(0, null, 0, 0);
            b.Step("Gro.Steal, gone", () =>
            {
                try
                {
                    Gro.Steal(gone);
                }
                catch (InvalidOperationException e)
                {
                    Recorder.Log(e.Message);
                }
            });
        }),
        new(typeof(TcpSend), b =>
        {
            TcpSend socket = new();
            SkBuff skb = b.Skb(40);
            b.Step("TcpSend.Write", () => socket.Write(skb, 1000));
            b.Step("TcpSend.Write, goes on", () => socket.Write(skb, 2000));
            b.Step("TcpSend.Write, next page", () => socket.Write(skb, 5000));
            b.Step("TcpSend.Write, no page", () =>
            {
                Recorder.FailAllocs(1);
                socket.Write(skb, 5000);
            });
            b.Net.Receive(skb);
            b.Step("TcpSend.Close", socket.Close);
            Page[] file = b.Pages(2);
            SkBuff sent = b.Skb(40);
            b.Step("TcpSend.SendPage", () => TcpSend.SendPage(sent, file, 1000, 4000));
            b.Step("TcpSend.SendPage, goes on", () => TcpSend.SendPage(sent, file.AsSpan(1), 904, 100));
            b.Net.Receive(sent);
            b.Put(file);
        }),
        new(typeof(IpAppend), b =>
        {
            IpAppend cork = new();
            SkBuff skb = b.Skb(28);
            byte[] data = new byte[3000];
            data.AsSpan().Fill(0x5a);
            b.Step("IpAppend.Append", () => cork.Append(skb, data));
            b.Step("IpAppend.Append, goes on in the next page", () => cork.Append(skb, data));
            SkBuff second = b.Skb(28);
            b.Step("IpAppend.Append, another datagram", () => cork.Append(second, data.AsSpan(0, 100)));
            b.Step("IpAppend.Append, no page", () =>
            {
                Recorder.FailAllocs(1);
                return cork.Append(second, data);
            });
            Recorder.Log($"crc {SkbCopy.Crc(skb):x8}");
            b.Net.Receive(skb);
            b.Net.Receive(second);
            b.Step("IpAppend.Flush", cork.Flush);
        }),
        new(typeof(Datagram), b =>
        {
            SkBuff skb = b.Skb(0, (100, 20), (5, 6), (64, 30));
            byte[] to = new byte[30];
            b.Step("Datagram.CopyToUser", () => Datagram.CopyToUser(skb, 10, to));
            Recorder.Log(Convert.ToHexString(to));
            b.Step("Datagram.CopyFromUser", () => Datagram.CopyFromUser(skb, to));
            Recorder.Log($"crc {SkbCopy.Crc(skb):x8}");
            skb.Free();
        }),
        new(typeof(PacketRing), b =>
        {
            PacketRing ring = new();
            Page frame = Mm.AllocPage(1)!;
            SkBuff? skb = null;
            b.Step("PacketRing.FillSkb", () => skb = PacketRing.FillSkb(Mm.PageAddress(frame) + 96, 6000));
            b.Step("PacketRing.Flush", () => ring.Flush(skb!));
            b.Net.Receive(skb!);
            frame.Put();
        }),
        new(typeof(EspScatter), b =>
        {
            SkBuff skb = b.Skb(20, (100, 20), (5, 6), (64, 30));
            b.Step("EspScatter.ToSgvec", () => EspScatter.ToSgvec(skb, new ScatterEntry[8], 30, 20));
            b.Step("EspScatter.AddTrailer", () => EspScatter.AddTrailer(skb, 12));
            b.Step("EspScatter.AddTrailer, no page", () =>
            {
                Recorder.FailAllocs(1);
                return EspScatter.AddTrailer(skb, 12);
            });
            Recorder.Log($"crc {SkbCopy.Crc(skb):x8}");
            b.Net.Receive(skb);
        }),
        new(typeof(Splice), b =>
        {
            Splice pipe = new();
            SkBuff skb = b.SharedPageSkb(20, (100, 20), (120, 6), (264, 30));
            b.Step("Splice.SpliceBits", () => pipe.SpliceBits(skb, 5));
            SkBuff back = b.Skb(20);
            b.Step("Splice.SpliceFrom", () => pipe.SpliceFrom(back));
            b.Net.Receive(back);
            skb.Free();
        }),
    ];
}
