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
    ];
}
