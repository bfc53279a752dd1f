using System.Collections.Generic;
using Drivers.Kernel;
using Drivers.Storage;

namespace Drivers.Replay;

internal static partial class Scenarios
{
    public static readonly Scenario[] Storage =
    [
        new(typeof(FcoeTransport), b =>
        {
            SkBuff skb = b.Skb(24, (100, 300), (3000, 6000));
            b.Step("FcoeTransport.FrameCrc", () => FcoeTransport.FrameCrc(skb));
            FcoeTransport.CrcPage eof = new();
            b.Step("FcoeTransport.GetPagedCrcEof, no page", () =>
            {
                Recorder.FailAllocs(1);
                return FcoeTransport.GetPagedCrcEof(skb, 8, eof);
            });
            b.Step("FcoeTransport.GetPagedCrcEof", () => FcoeTransport.GetPagedCrcEof(skb, 8, eof));
            b.Step("FcoeTransport.GetPagedCrcEof, uses up the page", () => FcoeTransport.GetPagedCrcEof(skb, 4088, eof));
            b.Net.Receive(skb);
        }),
        new(typeof(Fcoe), b =>
        {
            Fcoe driver = new(b.Net);
            b.Send("Fcoe.Xmit", driver.Xmit);
            b.Step("Fcoe.Close", driver.Close);
            SkBuff skb = b.Skb(64, (0, 100));
            Recorder.FailAllocs(1);
            b.SendOne("Fcoe.Xmit, no page", skb, driver.Xmit);
        }),
        new(typeof(Bnx2fc), b =>
        {
            Bnx2fc driver = new(b.Net);
            b.Send("Bnx2fc.Xmit", driver.Xmit);
            b.Step("Bnx2fc.Close", driver.Close);
            SkBuff skb = b.Skb(64, (0, 100));
            Recorder.FailAllocs(1);
            b.SendOne("Bnx2fc.Xmit, no page", skb, driver.Xmit);
        }),
        new(typeof(Aoe), b =>
        {
            Aoe driver = new();
            Page[] bio = b.Pages(2);
            SkBuff frame = b.Skb(36);
            b.Step("Aoe.FillFrame", () =>
            {
                Aoe.FillFrame(frame, bio[0], 512, 1024);
                Recorder.State(frame);
            });
            SkBuff? clone = null;
            b.Step("Aoe.Send", () => clone = driver.Send(frame));
            b.Step("Aoe.FreeFrame, busy", driver.FreeFrame);
            clone!.Free();
            b.Step("Aoe.FreeFrame", driver.FreeFrame);
            SkBuff reply = b.Skb(36, (200, 100), (8, 50));
            b.Step("Aoe.CopyReply", () => Aoe.CopyReply(reply, bio[1], 1000));
            Recorder.Log($"copied {Checksum.Crc32(0, bio[1].Address, Mm.PageSize):x8}");
            reply.Free();
            b.Put(bio);
        }),
        new(typeof(IscsiTcp), b =>
        {
            IscsiTcp driver = new(b.Net);
            SkBuff data = b.Skb(48, (0, 4096), (128, 600));
            b.Step("IscsiTcp.QueueData", () => driver.QueueData(data));
            b.Step("IscsiTcp.Response", driver.Response);
            SkBuff segment = b.Skb(48, (128, 600));
            segment.AddRxFrag(1, Mm.AllocPage(highMem: true), 64, 100, 100);
            b.Step("IscsiTcp.Digest", () => IscsiTcp.Digest(segment));
            segment.Free();
        }),
        new(typeof(NfsXprt), b =>
        {
            NfsXprt driver = new();
            Page[] cache = b.Pages(2);
            SkBuff? request = null;
            b.Step("NfsXprt.SendPages", () =>
            {
                request = driver.SendPages(cache, 96, 5000);
                Recorder.State(request);
            });
            b.Step("NfsXprt.SendPages, goes on in the same page", () =>
                Recorder.State(driver.SendPages([cache[0], cache[0], cache[1], cache[1]], 0, 2400, piece: 700)));
            b.Step("NfsXprt.Retransmit", () => driver.Retransmit(request!));
            b.Step("NfsXprt.Acknowledge", () => driver.Acknowledge(3));
            b.Put(cache);
        }),
        new(typeof(Cxgb3i), b =>
        {
            Cxgb3i driver = new(b.Net);
            Page[] pages = b.Pages(3);
            ScatterEntry[] sgl =
            [
                new() { Page = pages[0], Offset = 512, Length = 100 },
                new() { Page = pages[0], Offset = 612, Length = 50 },
                new() { Page = pages[1], Offset = 0, Length = 30 },
                new() { Page = pages[2], Offset = 8, Length = 90 },
            ];
            b.Step("Cxgb3i.InitPdu, Send", () => driver.Send(driver.InitPdu(sgl, 8)));
            b.Step("Cxgb3i.InitPdu, copied", () =>
            {
                SkBuff skb = driver.InitPdu(sgl, 2);
                Recorder.Log($"crc {Checksum.Crc32(0, skb.Data, skb.Len):x8}");
                driver.Send(skb);
            });
            b.Put(pages);
        }),
        new(typeof(SvcSock), b =>
        {
            SvcSock driver = new();
            SkBuff skb = b.Skb(40, (96, 4000), (0, 4096), (0, 100));
            b.Step("SvcSock.TakePages", () => driver.TakePages(skb));
            List<Page> pages = [];
            b.Step("SvcSock.SwapPage", () => SvcSock.SwapPage(skb, 0, pages));
            b.Step("SvcSock.SwapPage, no page", () =>
            {
                Recorder.FailAllocs(1);
                return SvcSock.SwapPage(skb, 0, pages);
            });
            b.Net.Receive(skb);
            b.Put(pages);
            b.Step("SvcSock.Release", driver.Release);
            SkBuff lost = b.Skb(40, (96, 4000), (0, 100));
            b.Step("SvcSock.DropFrags", () => SvcSock.DropFrags(lost));
            SkBuff empty = b.Skb(40);
            empty.FillPageDesc(0, null, 0, 10);
            b.Step("SvcSock.DropFrags, page gone", () => SvcSock.DropFrags(empty));
        }),
    ];
}
