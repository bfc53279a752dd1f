using System;
using Drivers.Kernel;
using Drivers.Net;

namespace Drivers.Replay;

internal static partial class Scenarios
{
    public static readonly Scenario[] Net =
    [
        new(typeof(Igbvf), b =>
        {
            Igbvf driver = new(b.Pci, b.Net);
            b.Send("Igbvf.Xmit", driver.Xmit, driver.Clean);
        }),
        new(typeof(Sky2), b =>
        {
            Sky2 driver = new(b.Pci, b.Net);
            b.Send("Sky2.Xmit", driver.Xmit, driver.Clean);
            for (int failing = 0; failing <= 2; failing++)
            {
                SkBuff skb = b.Skb(64, (0, 4096), (0, 4096));
                b.Step($"Sky2.MapRx, mapping {failing} fails", () =>
                {
                    Recorder.FailMaps(failing);
                    bool mapped = driver.MapRx(skb);
                    Recorder.Log($"returns {mapped}");
                    skb.Len = 64;
                    skb.DataLen = 0;
                    if (mapped)
                        driver.TrimRx(skb, 1000);
                    else
                        skb.Free();
                });
            }

            SkBuff full = b.Skb(64, (0, 4096), (0, 4096));
            b.Step("Sky2.TrimRx, both pages used", () =>
            {
                driver.MapRx(full);
                full.Len = 64;
                full.DataLen = 0;
                driver.TrimRx(full, 8000);
            });
        }),
        new(typeof(Gianfar), b =>
        {
            Gianfar driver = new(b.Dev);
            b.Send("Gianfar.Xmit", driver.Xmit, driver.Clean);
            SkBuff skb = b.Skb(64, (10, 100), (20, 200));
            b.Step("Gianfar.WireBytes", () => Gianfar.WireBytes(skb));
            skb.Free();
        }),
        new(typeof(Tsi108), b =>
        {
            Tsi108 driver = new();
            b.Send("Tsi108.Xmit", driver.Xmit, driver.Clean);
        }),
        new(typeof(SfcTx), b =>
        {
            SfcTx driver = new(b.Pci, b.Net);
            b.Send("SfcTx.Enqueue", driver.Enqueue, driver.Clean);
            b.Send("SfcTx.EnqueueTso", skb => driver.EnqueueTso(skb, 1448), driver.Clean);
        }),
        new(typeof(SfcRx), b =>
        {
            SfcRx driver = new(b.Net);
            b.Step("SfcRx.Fill", () => driver.Fill(2048, 900));
            b.Step("SfcRx.Deliver", driver.Deliver);
            b.Step("SfcRx.Fill", () => driver.Fill(0, 60));
            b.Step("SfcRx.Discard", driver.Discard);
            b.Step("SfcRx.Fill, no page", () =>
            {
                Recorder.FailAllocs(1);
                return driver.Fill(0, 60);
            });
        }),
        new(typeof(Bnx2), b =>
        {
            Bnx2 driver = new(b.Pci, b.Net);
            b.Send("Bnx2.Xmit", driver.Xmit, driver.Clean);
            b.Step("Bnx2.AllocRxPage", () =>
            {
                for (int i = 0; i < 4; i++)
                    driver.AllocRxPage();
            });
            b.Step("Bnx2.AllocRxPage, mapping fails", () =>
            {
                Recorder.FailMaps(1);
                return driver.AllocRxPage();
            });
            b.Step("Bnx2.BuildSkb, ReuseRxPages", () =>
            {
                SkBuff skb = driver.BuildSkb(6000);
                Recorder.State(skb);
                driver.ReuseRxPages(skb, 0);
            });
            b.Step("Bnx2.ReuseRxPages, nothing", () => driver.ReuseRxPages(null, 0));
            b.Step("Bnx2.FreeRing", driver.FreeRing);
        }),
        new(typeof(Bnx2x), b =>
        {
            Bnx2x driver = new(b.Dev);
            b.Send("Bnx2x.Xmit", driver.Xmit, driver.Clean);
            SkBuff skb = b.Skb(64, (0, 10));
            Page page = b.Pages(1)[0];
            b.Step("Bnx2x.AddAggregated", () => Bnx2x.AddAggregated(skb, page, 4000));
            b.Net.Receive(skb);
        }),
        new(typeof(Forcedeth), b =>
        {
            Forcedeth driver = new(b.Pci, b.Net);
            b.Send("Forcedeth.Xmit", driver.Xmit, driver.Clean);
            b.Send("Forcedeth.XmitOptimized", driver.XmitOptimized, driver.Clean);
            SkBuff skb = b.Skb(64, (0, 1025), (0, 4096));
            b.Step("Forcedeth.Entries", () => Forcedeth.Entries(skb));
            skb.Free();
        }),
        new(typeof(Greth), b =>
        {
            Greth driver = new(b.Dev, b.Net);
            b.Send("Greth.Xmit", driver.Xmit, driver.Clean);
            driver.Dump = true;
            b.SendOne("Greth.Xmit, dumped", b.Skb(20, (100, 200), (4, 300)), driver.Xmit, driver.Clean);
            b.SendOne("Greth.Xmit, dumped, no fragment", b.Skb(20), driver.Xmit, driver.Clean);
        }),
        new(typeof(Benet), b =>
        {
            Benet driver = new(b.Pci, b.Net);
            b.Send("Benet.Xmit", driver.Xmit, driver.Clean);
            SkBuff skb = b.Skb(64);
            b.Step("Benet.FillRxFrags", () =>
            {
                Page[] pages = b.Pages(2);
                Benet.FillRxFrags(skb, pages[0], 0, 2048);
                pages[0].Get();
                Benet.FillRxFrags(skb, pages[0], 2048, 2048);
                Benet.FillRxFrags(skb, pages[1], 0, 100);
                b.Net.Receive(skb);
            });
        }),
        new(typeof(Cassini), b =>
        {
            Cassini driver = new(b.Net);
            b.Step("Cassini.Refill", driver.Refill);
            b.Step("Cassini.Receive, one page", () => driver.Receive(256, 500, 0));
            b.Step("Cassini.Receive, two pages", () => driver.Receive(3000, 1096, 400));
            SkBuff skb = b.Skb(32, (77, 100));
            b.Step("Cassini.IsPadded", () => Cassini.IsPadded(skb));
            skb.Free();
            SkBuff bare = b.Skb(32);
            b.Step("Cassini.IsPadded, no fragment", () => Cassini.IsPadded(bare));
            b.Step("Cassini.Close", driver.Close);
        }),
        new(typeof(Myri10ge), b =>
        {
            Myri10ge driver = new(b.Pci, b.Net);
            b.Send("Myri10ge.Xmit", driver.Xmit, driver.Clean);
            b.Step("Myri10ge.AllocRx", () => driver.AllocRx(6));
            b.Step("Myri10ge.RxDone", () => driver.RxDone(5000, noSkb: false));
            b.Step("Myri10ge.RxDone, no buffer", () => driver.RxDone(5000, noSkb: true));
            SkBuff skb = b.Skb(0, (66, 100));
            b.Step("Myri10ge.FirstHeaderByte", () => Myri10ge.FirstHeaderByte(skb.Info.Frags));
            skb.Free();
        }),
        new(typeof(Qlge), b =>
        {
            Qlge driver = new(b.Pci, b.Net);
            b.Send("Qlge.Xmit", driver.Xmit, driver.Clean);
            b.Step("Qlge.AppendLargeBuffer", () =>
            {
                SkBuff skb = b.Skb(64, (0, 10));
                Qlge.AppendLargeBuffer(skb, b.Pages(1)[0], 2048, 1900);
                b.Net.Receive(skb);
            });
        }),
        new(typeof(Ksz884x), b =>
        {
            Ksz884x driver = new(b.Pci);
            b.Send("Ksz884x.Xmit", driver.Xmit, driver.Clean);
        }),
        new(typeof(Ehea), b =>
        {
            Ehea driver = new(b.Net);
            b.Send("Ehea.XmitImmediate", driver.XmitImmediate);
            b.SendOne("Ehea.XmitImmediate, long head", b.Skb(200, (64, 300)), driver.XmitImmediate);
            byte[] into = new byte[4096];
            b.SendOne("Ehea.XmitCopy", b.Skb(40, (64, 300), (8, 200)), skb => driver.XmitCopy(skb, into));
            Recorder.Log($"bytes {Convert.ToHexString(into, 38, 6)} {Convert.ToHexString(into, 338, 6)}");
            b.SendOne("Ehea.XmitCopy, too long", b.Skb(40, (64, 300)), skb => driver.XmitCopy(skb, new byte[100]));
        }),
        new(typeof(Tg3), b =>
        {
            Tg3 driver = new(b.Pci, b.Net);
            b.Send("Tg3.Xmit", driver.Xmit, driver.Clean);
        }),
        new(typeof(Ns83820), b =>
        {
            Ns83820 driver = new(b.Pci);
            b.Send("Ns83820.Xmit", driver.Xmit, driver.Clean);
        }),
        new(typeof(Enic), b =>
        {
            Enic driver = new(b.Pci);
            b.Send("Enic.Xmit", driver.Xmit, driver.Clean);
            b.Send("Enic.XmitTso", driver.XmitTso, driver.Clean);
        }),
        new(typeof(E1000), b =>
        {
            E1000 driver = new(b.Pci, b.Net);
            b.Send("E1000.Xmit", driver.Xmit, driver.Clean);
            driver.Pcix = true;
            b.Send("E1000.Xmit, 64 KiB line", driver.Xmit, driver.Clean);
            b.SendOne("E1000.Xmit, offset decides", b.Skb(64, (4, 100), (12, 50)), driver.Xmit, driver.Clean);
        }),
        new(typeof(Ixgb), b =>
        {
            Ixgb driver = new(b.Pci, b.Net);
            b.Send("Ixgb.Xmit", driver.Xmit, driver.Clean);
        }),
        new(typeof(E1000e), b =>
        {
            E1000e driver = new(b.Pci, b.Net);
            b.Send("E1000e.Xmit", driver.Xmit, driver.Clean);
            for (int failing = 0; failing <= 2; failing += 2)
            {
                b.Step($"E1000e.AddPacketSplit, page {failing} fails", () =>
                {
                    SkBuff skb = b.Skb(64);
                    Recorder.FailAllocs(failing);
                    E1000e.AddPacketSplit(skb, [4096, 100, 0]);
                    b.Net.Receive(skb);
                });
            }
        }),
        new(typeof(Ixgbevf), b =>
        {
            Ixgbevf driver = new(b.Pci, b.Net);
            b.Send("Ixgbevf.Xmit", driver.Xmit, driver.Clean);
            b.SendOne("Ixgbevf.Xmit, long fragment", b.Skb(64, (500, 20000)), driver.Xmit, driver.Clean);
        }),
        new(typeof(Cxgb4), b =>
        {
            Cxgb4 driver = new(b.Dev, b.Net);
            b.Send("Cxgb4.Xmit", driver.Xmit);
            foreach (int count in new[] { 1, 3 })
            {
                b.Step($"Cxgb4.Receive, {count} pieces", () =>
                {
                    Page[] pages = b.Pages(count);
                    driver.Receive(pages, 700);
                    pages[^1].Put();
                });
            }
        }),
        new(typeof(Mlx4EnTx), b =>
        {
            Mlx4EnTx driver = new(b.Pci);
            b.Send("Mlx4EnTx.Xmit", driver.Xmit, driver.Clean);
            b.SendOne("Mlx4EnTx.Xmit, inline head", b.Skb(60), driver.Xmit, driver.Clean);
            b.SendOne("Mlx4EnTx.Xmit, inline fragment", b.Skb(40, (300, 50)), driver.Xmit, driver.Clean);
            b.SendOne("Mlx4EnTx.Xmit, short but in two", b.Skb(40, (300, 5), (2, 5)), driver.Xmit, driver.Clean);
        }),
        new(typeof(Mlx4EnRx), b =>
        {
            foreach (int failing in new[] { 0, 1, 2 })
            {
                Mlx4EnRx driver = new(b.Pci, b.Net);
                Frag[] ring = new Frag[2];
                b.Step("Mlx4EnRx.Open", driver.Open);
                b.Step("Mlx4EnRx.AllocFrag", () =>
                {
                    for (int turn = 0; turn < 2; turn++)
                        driver.AllocFrag(ring, turn);
                });
                for (int packet = 0; packet < 6; packet++)
                {
                    b.Step($"Mlx4EnRx.CompleteRxDesc, page {failing} fails", () =>
                    {
                        if (failing != 0 && packet >= 3)
                            Recorder.FailAllocs(failing);
                        return driver.CompleteRxDesc(new SkBuff(0), ring, packet % 2 == 0 ? 1000 : 2000);
                    });
                }

                b.Step("Mlx4EnRx.Close", () => driver.Close(ring));
            }
        }),
        new(typeof(R8169), b =>
        {
            R8169 driver = new(b.Pci, b.Net);
            b.Send("R8169.Xmit", driver.Xmit, driver.Clean);
        }),
        new(typeof(Cp8139), b =>
        {
            Cp8139 driver = new(b.Pci);
            b.Send("Cp8139.Xmit", driver.Xmit, driver.Clean);
        }),
        new(typeof(Typhoon), b =>
        {
            Typhoon driver = new(b.Pci);
            b.Send("Typhoon.Xmit", driver.Xmit, driver.Clean);
        }),
        new(typeof(Starfire), b =>
        {
            Starfire driver = new(b.Pci);
            b.Send("Starfire.Xmit", driver.Xmit, driver.Clean);
        }),
        new(typeof(Vortex), b =>
        {
            Vortex driver = new(b.Pci);
            b.Send("Vortex.Xmit", driver.Xmit, driver.Clean);
        }),
        new(typeof(LlTemac), b =>
        {
            LlTemac driver = new(b.Dev);
            b.Send("LlTemac.Xmit", driver.Xmit, driver.Clean);
        }),
        new(typeof(Niu), b =>
        {
            Niu driver = new(b.Dev, new Niu.PhysOps(), b.Net);
            b.Send("Niu.Xmit", driver.Xmit);
            b.Step("Niu.AppendRx", () =>
            {
                SkBuff skb = b.Skb(0, (0, 10));
                driver.AppendRx(skb, b.Pages(1)[0], 256, 1024);
                b.Net.Receive(skb);
            });
            Page[] block = b.Pages(1);
            b.Step("Niu.ReceiveShared", () => driver.ReceiveShared(block[0], 512, 256));
            b.Put(block);
        }),
        new(typeof(Qeth), b =>
        {
            Qeth driver = new(b.Net);
            b.Send("Qeth.Xmit", driver.Xmit);
            Page[] pages = b.Pages(1);
            b.Step("Qeth.CreateSkbFrag", () => driver.CreateSkbFrag(pages[0], 100, 900));
            b.Put(pages);
            SkBuff skb = b.Skb(10, (4000, 200), (0, 10));
            b.Step("Qeth.ElementsFor", () => Qeth.ElementsFor(skb));
            skb.Free();
        }),
        new(typeof(He), b =>
        {
            He driver = new(b.Pci, b.Net);
            b.Send("He.Send", driver.Send, driver.Clean);
        }),
        new(typeof(OcteonTx), b =>
        {
            OcteonTx driver = new(b.Dev, b.Net);
            b.Send("OcteonTx.Xmit", driver.Xmit);
            b.Send("OcteonTx.XmitWindow", driver.XmitWindow);
            SkBuff skb = b.Skb(64, (12, 30), (90, 10));
            b.Step("OcteonTx.Offload", () => driver.Offload(skb));
        }),
        new(typeof(Tilepro), b =>
        {
            Tilepro driver = new();
            b.Send("Tilepro.Xmit", driver.Xmit);
            SkBuff skb = b.Skb(0, (12, 30));
            b.Step("Tilepro.Collect, no head", () => driver.Collect(skb).Count);
            skb.Free();
        }),
        new(typeof(Igb), b =>
        {
            Igb driver = new(b.Pci, b.Net);
            b.Send("Igb.Xmit", driver.Xmit, driver.Clean);
            for (int i = 0; i < 3; i++)
                b.Step("Igb.Receive", () => driver.Receive(1000 + i));
            b.Step("Igb.Receive, no page", () =>
            {
                driver.Close();
                Recorder.FailAllocs(1);
                driver.Receive(60);
            });
            b.Step("Igb.Close", driver.Close);
        }),
        new(typeof(Ixgbe), b =>
        {
            Ixgbe driver = new(b.Pci, b.Net);
            b.Send("Ixgbe.Xmit", driver.Xmit, driver.Clean);
            SkBuff skb = b.Skb(64, (192, 500));
            b.Step("Ixgbe.PullTail", () => Ixgbe.PullTail(skb, 48));
            Recorder.Log($"head {Convert.ToHexString(Mm.Span(skb.Data, 48))}");
            b.Net.Receive(skb);
        }),
        new(typeof(Atl1), b =>
        {
            Atl1 driver = new(b.Pci);
            b.Send("Atl1.Xmit", driver.Xmit, driver.Clean);
            b.Step("Atl1.BuildRx", () => b.Net.Receive(Atl1.BuildRx(b.Pages(1)[0], 14, 1486)));
        }),
        new(typeof(Atl1c), b =>
        {
            Atl1c driver = new(b.Pci);
            b.Send("Atl1c.Xmit", driver.Xmit, driver.Clean);
        }),
        new(typeof(Atl1e), b =>
        {
            Atl1e driver = new(b.Pci, b.Net);
            b.Send("Atl1e.Xmit", driver.Xmit, driver.Clean);
        }),
        new(typeof(Jme), b =>
        {
            Jme driver = new(b.Pci);
            b.Send("Jme.Xmit", driver.Xmit, driver.Clean);
        }),
        new(typeof(Skge), b =>
        {
            Skge driver = new(b.Pci);
            b.Send("Skge.Xmit", driver.Xmit, driver.Clean);
        }),
        new(typeof(Sungem), b =>
        {
            Sungem driver = new(b.Pci);
            b.Send("Sungem.Xmit", driver.Xmit, driver.Clean);
        }),
        new(typeof(Sunhme), b =>
        {
            Sunhme driver = new(b.Dev);
            b.Send("Sunhme.Xmit", driver.Xmit, driver.Clean);
        }),
        new(typeof(Acenic), b =>
        {
            Acenic driver = new(b.Pci);
            b.Send("Acenic.Xmit", driver.Xmit, driver.Clean);
        }),
        new(typeof(Qlcnic), b =>
        {
            Qlcnic driver = new(b.Pci, b.Net);
            b.Send("Qlcnic.Xmit", driver.Xmit, driver.Clean);
        }),
        new(typeof(Qla3xxx), b =>
        {
            Qla3xxx driver = new(b.Pci, b.Net);
            b.Send("Qla3xxx.Xmit", driver.Xmit, driver.Clean);
        }),
        new(typeof(Vxge), b =>
        {
            Vxge driver = new(b.Pci, b.Net);
            b.Send("Vxge.Xmit", driver.Xmit, driver.Clean);
            b.SendOne("Vxge.Xmit, empty fragment", b.Skb(64, (30, 80), (9, 0), (5, 6)), driver.Xmit, driver.Clean);
        }),
        new(typeof(Mv643xx), b =>
        {
            Mv643xx driver = new(b.Dev, b.Net);
            b.Send("Mv643xx.Xmit", driver.Xmit, driver.Clean);
            b.SendOne("Mv643xx.Xmit, tiny piece", b.Skb(64, (3, 8)), driver.Xmit, driver.Clean);
        }),
        new(typeof(Bna), b =>
        {
            Bna driver = new(b.Pci, b.Net);
            b.Send("Bna.Xmit", driver.Xmit, driver.Clean);
            SkBuff wrong = b.Skb(64, (30, 80));
            wrong.Len++;
            wrong.DataLen++;
            b.SendOne("Bna.Xmit, lengths disagree", wrong, driver.Xmit, driver.Clean);
        }),
        new(typeof(Tehuti), b =>
        {
            Tehuti driver = new(b.Pci);
            b.Send("Tehuti.Xmit", driver.Xmit, driver.Clean);
        }),
        new(typeof(Velocity), b =>
        {
            Velocity driver = new(b.Pci);
            b.Send("Velocity.Xmit", driver.Xmit, driver.Clean);
            driver.Loopback = true;
            b.SendOne("Velocity.Xmit, loopback", b.Skb(64, (30, 80)), driver.Xmit, driver.Clean);
        }),
        new(typeof(S2io), b =>
        {
            S2io driver = new(b.Pci);
            b.Send("S2io.Xmit", driver.Xmit, driver.Clean);
            b.SendOne("S2io.Xmit, empty fragment", b.Skb(64, (30, 80), (9, 0), (5, 6)), driver.Xmit, driver.Clean);
            b.Step("S2io.LroAppend", () =>
            {
                SkBuff flow = b.Skb(64, (0, 10));
                SkBuff packet = b.Skb(0, (20, 30), (40, 50));
                packet.Info.Flags = SkbTx.SharedFrag;
                S2io.LroAppend(flow, packet);
                b.Net.Receive(flow);
            });
        }),
        new(typeof(Netxen), b =>
        {
            Netxen driver = new(b.Pci, b.Net);
            b.Send("Netxen.Xmit", driver.Xmit);
        }),
        new(typeof(Pasemi), b =>
        {
            Pasemi driver = new(b.Pci, b.Net);
            b.Send("Pasemi.Xmit", driver.Xmit);
        }),
        new(typeof(Cxgb), b =>
        {
            Cxgb driver = new(b.Pci);
            b.Send("Cxgb.Xmit", driver.Xmit, driver.Clean);
            SkBuff skb = b.Skb(64, (30, 8000), (1, 1));
            b.Step("Cxgb.ExtraDescs", () => Cxgb.ExtraDescs(skb));
            skb.Free();
        }),
        new(typeof(Cxgb3), b =>
        {
            Cxgb3 driver = new(b.Pci, b.Net);
            b.Send("Cxgb3.Xmit", driver.Xmit, driver.Clean);
            b.Step("Cxgb3.LroAddPage", () => driver.LroAddPage(1000, 54, complete: false));
            b.Step("Cxgb3.LroAddPage, complete", () => driver.LroAddPage(900, 54, complete: true));
            b.Step("Cxgb3.LroFlush, nothing", driver.LroFlush);
            b.Step("Cxgb3.LroAddPage", () => driver.LroAddPage(1000, 54, complete: false));
            b.Step("Cxgb3.LroFlush", driver.LroFlush);
        }),
        new(typeof(Stmmac), b =>
        {
            Stmmac driver = new(new Stmmac.Private(b.Dev));
            b.Send("Stmmac.Xmit", driver.Xmit, driver.Clean);
        }),
        new(typeof(Ipoib), b =>
        {
            Ipoib driver = new(new IbDevice("mlx4_0"), b.Net);
            b.Send("Ipoib.Xmit", driver.Xmit);
            b.Step("Ipoib.AllocRx, a page fails", () =>
            {
                Recorder.FailAllocs(2);
                return driver.AllocRx(3) is null;
            });
            foreach (int length in new[] { 30, 3000, 9000 })
            {
                b.Step($"Ipoib.AllocRx, PutFrags {length}", () =>
                {
                    int used = (Math.Max(length - 40, 0) + Mm.PageSize - 1) / Mm.PageSize;
                    SkBuff skb = driver.AllocRx(3)!;
                    SkBuff next = driver.AllocRx(used)!;
                    Ipoib.PutFrags(skb, next, length);
                    b.Net.Receive(skb);
                    b.Net.Receive(next);
                });
            }
        }),
        new(typeof(IbmVeth), b =>
        {
            IbmVeth driver = new(b.Dev, b.Net);
            b.Send("IbmVeth.Xmit", driver.Xmit);
            b.SendOne("IbmVeth.Xmit, too many", b.Skb(9, (0, 1), (0, 1), (0, 1), (0, 1), (0, 1), (0, 1)), driver.Xmit);
        }),
        new(typeof(Nes), b =>
        {
            Nes driver = new(b.Pci);
            b.Send("Nes.Xmit", driver.Xmit, driver.Clean);
            b.Send("Nes.XmitTso", driver.XmitTso, driver.Clean);
        }),
        new(typeof(Lancer), b =>
        {
            Lancer driver = new(b.Pci, b.Net);
            b.Send("Lancer.Xmit", driver.Xmit);
            b.Step("Lancer.Extend, TakeBack", () =>
            {
                SkBuff skb = b.Skb(64, (0, 10));
                Lancer.Extend(skb, b.Pages(1)[0], 300);
                Recorder.State(skb);
                Lancer.TakeBack(skb)?.Put();
                b.Net.Receive(skb);
            });
            b.Step("Lancer.TakeBack, still in use", () =>
            {
                SkBuff skb = b.SharedPageSkb(64, (0, 10), (10, 20));
                Recorder.Log($"taken {Lancer.TakeBack(skb) is not null}");
                b.Net.Receive(skb);
            });
        }),
        new(typeof(Cxgb4Vf), b =>
        {
            Cxgb4Vf driver = new(b.Dev, b.Net);
            b.Send("Cxgb4Vf.Xmit", driver.Xmit, driver.Clean);
            b.Step("Cxgb4Vf.Collect", () =>
            {
                Page[] pages = b.Pages(2);
                Frag[] gather = new Frag[2];
                SkbFrag.Fill(ref gather[0], pages[0], 128, 900);
                SkbFrag.Fill(ref gather[1], pages[1], 0, 70);
                SkBuff skb = b.Skb(0);
                Cxgb4Vf.Collect(skb, gather);
                b.Net.Receive(skb);
                pages[1].Put();
            });
        }),
        new(typeof(PchGbe), b =>
        {
            PchGbe driver = new(b.Pci, b.Net);
            b.Send("PchGbe.Xmit", driver.Xmit, driver.Clean);
            ulong[] mappings = new ulong[SharedInfo.MaxFrags];
            SkBuff skb = b.Skb(64, (0, 2048), (2048, 2000), (64, 100));
            b.Step("PchGbe.MapRx", () => driver.MapRx(skb, mappings));
            b.Step("PchGbe.UnmapRx", () => driver.UnmapRx(skb, mappings));
            b.Step("PchGbe.MapRx, mapping 3 fails", () =>
            {
                Recorder.FailMaps(3);
                return driver.MapRx(skb, mappings);
            });
            skb.Free();
        }),
        new(typeof(AlTse), b =>
        {
            AlTse driver = new(b.Dev, translates: true);
            b.Send("AlTse.Xmit", driver.Xmit, driver.Clean);
            AlTse plain = new(b.Dev, translates: false);
            b.Send("AlTse.Xmit, engine without translation", plain.Xmit, plain.Clean);
            SkBuff skb = b.Skb(64, (500, 300));
            foreach (int window in new[] { 512, 256 })
            {
                b.Step($"AlTse.MapInWindow {window}", () =>
                {
                    ulong address = driver.MapInWindow(in skb.Info.Frags[0], window, out int mapped);
                    Recorder.Log($"window {Recorder.Name(address)} {mapped}");
                    driver.Unmap(address, mapped);
                });
            }

            skb.Free();
        }),
        new(typeof(Ravb), b =>
        {
            Ravb driver = new(b.Dev, b.Net);
            b.Send("Ravb.Xmit", driver.Xmit, driver.Clean);
            SkBuff skb = b.Skb(64, (500, 300), (1, 2));
            b.Step("Ravb.HoldForTimestamp", () => driver.HoldForTimestamp(skb));
            skb.Free();
        }),
        new(typeof(Funeth), b =>
        {
            Funeth driver = new(b.Net);
            SkBuff skb = b.Skb(64, (500, 300), (1, 2), (3, 4));
            b.Step("Funeth.DropTail", () => Funeth.DropTail(skb, 2));
            SkBuff to = b.Skb(10);
            b.Step("Funeth.ShareFirst", () => Funeth.ShareFirst(skb, to));
            b.Net.Receive(to);
            b.Step("Funeth.Retain", () => driver.Retain(skb));
            b.Step("Funeth.Release", driver.Release);
        }),
        new(typeof(Sis190), b =>
        {
            Sis190 driver = new(b.Pci, b.Net);
            b.Send("Sis190.Xmit", driver.Xmit, driver.Clean);
            SkBuff skb = b.Skb(64, (4, 300), (8, 20));
            Recorder.FailMaps(1, 2);
            b.SendOne("Sis190.Xmit, fails twice", skb, driver.Xmit, driver.Clean);
            b.Send("Sis190.XmitClassified", driver.XmitClassified, driver.Clean);
        }),
    ];
}
