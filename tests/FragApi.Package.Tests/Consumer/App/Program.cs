using System;
using Stack;
using Stack.Drivers;

Page page = new() { Start = 4096 };
Shared shared = new() { Used = 2 };
for (int i = 0; i < shared.Used; i++)
{
    SkbFrag.SetPage(ref shared.Frags[i], page);
    SkbFrag.SetOffset(ref shared.Frags[i], 100 * (i + 1));
    SkbFrag.SetSize(ref shared.Frags[i], 1000);
}

Ring.Share(shared, 1);
Console.WriteLine($"shared: {page.Count}");
Ring.Unshare(shared, 1);
Console.WriteLine($"unshared: {page.Count}");
Console.WriteLine($"mapped: {Ring.Map(new Device { Base = 1 << 20 }, shared)}");
Console.WriteLine($"header: {Ring.Header(shared)}");
Console.WriteLine($"first: {Mm.Address(shared.Frags[1].page) + shared.Frags[1].offset}"); // FRAG1004
Console.WriteLine($"trimmed: {Extent.Trim(ref shared.Frags[0], 10)} at {shared.Frags[0].offset}"); // FRAG1007
Pull.Drop(shared, 1);
Console.WriteLine($"dropped: {page.Count}, used {shared.Used}");
Console.WriteLine($"stolen: {Extent.Steal(ref shared.Frags[0]) == page}");
Console.WriteLine($"vendor: {Bound.Port.Hold(new Vendor.Page())}");
