using System;
using Drivers.Kernel;
using Drivers.Virt;

namespace Drivers.Replay;

internal static partial class Scenarios
{
    public static readonly Scenario[] Virt =
    [
        new(typeof(Vmxnet3), b =>
        {
            Vmxnet3 driver = new(b.Pci, b.Net);
            b.Send("Vmxnet3.Xmit", driver.Xmit, driver.Clean);
            b.Step("Vmxnet3.FillRing", driver.FillRing);
            b.Step("Vmxnet3.Receive", () => driver.Receive(3, 500));
            b.Step("Vmxnet3.FillRing, a page fails", () =>
            {
                Recorder.FailAllocs(2);
                driver.FillRing();
            });
            b.Step("Vmxnet3.Close", driver.Close);
        }),
        new(typeof(XenNetfront), b =>
        {
            XenNetfront driver = new(b.Net);
            b.Send("XenNetfront.Xmit", driver.Xmit);
            b.Step("XenNetfront.AllocRx", () => driver.AllocRx(7));
            b.Step("XenNetfront.AllocRx, no page", () =>
            {
                Recorder.FailAllocs(1);
                driver.AllocRx(1);
            });
            b.Step("XenNetfront.Poll, short", () => driver.Poll(200, 0, 0));
            b.Step("XenNetfront.Poll, long", () => driver.Poll(900, 0, 0));
            b.Step("XenNetfront.Poll, extra slots", () => driver.Poll(1500, 2, 4096));
            b.Step("XenNetfront.Poll, short with extra slot", () => driver.Poll(100, 1, 300));
            b.Step("XenNetfront.Close", driver.Close);
        }),
        new(typeof(XenNetback), b =>
        {
            XenNetback driver = new(b.Net);
            foreach (bool headTakesFirst in new[] { false, true })
            {
                SkBuff? skb = null;
                b.Step($"XenNetback.GetRequests, head takes first {headTakesFirst}", () =>
                {
                    skb = driver.GetRequests(3, headTakesFirst);
                    Recorder.State(skb);
                });
                b.Step("XenNetback.FillFrags", () => driver.FillFrags(skb!, 200));
                b.Step("XenNetback.Submit", () => driver.Submit(skb!));
            }

            SkBuff shared = b.SharedPageSkb(64, (0, 100), (100, 50), (300, 20));
            SkBuff apart = b.Skb(64, (0, 100), (5, 50));
            b.Step("XenNetback.CountSlots, one page", () => XenNetback.CountSlots(shared));
            b.Step("XenNetback.CountSlots, two pages", () => XenNetback.CountSlots(apart));
            b.Step("XenNetback.CopyToGuest", () => driver.CopyToGuest(apart));
            shared.Free();
            apart.Free();
        }),
        new(typeof(VirtioNet), b =>
        {
            VirtioNet driver = new(b.Net);
            b.Send("VirtioNet.Xmit", driver.Xmit);
            b.Step("VirtioNet.PageToSkb", () => driver.PageToSkb(20, 6000));
            b.Step("VirtioNet.PageToSkb, a page fails", () =>
            {
                Recorder.FailAllocs(2);
                driver.PageToSkb(20, 6000);
            });
            SkBuff skb = b.Skb(64, (12, 30));
            b.Step("VirtioNet.SkbToSg", () => driver.SkbToSg(skb, new ScatterEntry[4]));
            skb.Free();
        }),
        new(typeof(Macvtap), b =>
        {
            Macvtap driver = new(b.Net);
            Page[] user = b.Pages(3);
            b.Step("Macvtap.Write", () => driver.Write(user, 100, 9000, 3));
            b.Step("Macvtap.Write, partial pin", () => driver.Write(user, 100, 9000, 2));
            b.Put(user);
            SkBuff skb = b.Skb(0, (100, 20), (7, 30));
            byte[] to = new byte[40];
            b.Step("Macvtap.Read", () =>
            {
                int read = Macvtap.Read(skb, to);
                Recorder.Log($"{read} bytes {Convert.ToHexString(to)}");
            });
            skb.Free();
        }),
        new(typeof(NetVsc), b =>
        {
            NetVsc driver = new();
            b.Send("NetVsc.StartXmit", driver.StartXmit);
        }),
        new(typeof(Venet), b =>
        {
            Venet driver = new(b.Net);
            Page[] guest = b.Pages(2);
            b.Step("Venet.Import", () => driver.Import(guest, 96, 5000));
            b.Step("Venet.Import, short", () => driver.Import(guest, 96, 100));
            b.Step("Venet.Complete", driver.Complete);
            for (int i = 0; i < 9; i++)
                b.Step("Venet.Import, until full", () => driver.Import(guest, 0, 4000));
            b.Step("Venet.Abort", driver.Abort);
            b.Put(guest);
        }),
        new(typeof(VhostNet), b =>
        {
            VhostNet driver = new(b.Net);
            SkBuff skb = b.Skb(0, (100, 20), (5, 6));
            skb.AddRxFrag(2, Mm.AllocPage(highMem: true), 64, 10, 10);
            byte[] guest = new byte[36];
            b.Step("VhostNet.CopyToGuest", () => driver.CopyToGuest(skb, guest));
            Recorder.Log($"guest {Convert.ToHexString(guest)}");
            SkBuff wide = b.Skb(0, (100, 9000), (5000, 6));
            b.Step("VhostNet.LogDirty", () => driver.LogDirty(wide));
            b.Step("VhostNet.Exchange", () =>
            {
                Page? taken = VhostNet.Exchange(wide, 1);
                Recorder.Log($"taken {Recorder.Name(taken)}");
                Recorder.State(wide);
                taken?.Put();
            });
            b.Step("VhostNet.Exchange, no page", () =>
            {
                Recorder.FailAllocs(1);
                return VhostNet.Exchange(wide, 1) is null;
            });
            b.Step("VhostNet.Discard", () => driver.Discard(skb));
            b.Step("VhostNet.Discard", () => driver.Discard(wide));
        }),
    ];
}
