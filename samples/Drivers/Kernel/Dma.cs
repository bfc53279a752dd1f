using System;
using FragApi;

namespace Drivers.Kernel;

/// <summary>A device of any bus.</summary>
public sealed class Device(string name)
{
    /// <summary>The device's name.</summary>
    public string Name { get; } = name;
}

/// <summary>A device on the PCI bus.</summary>
public sealed class PciDev(string slot)
{
    /// <summary>The device behind the slot.</summary>
    public Device Dev { get; } = new(slot);

    /// <summary>The slot's name.</summary>
    public string Slot { get; } = slot;
}

/// <summary>Direction of a DMA transfer.</summary>
public enum DmaDir
{
    /// <summary>Both ways.</summary>
    Bidirectional = 0,

    /// <summary>Memory to device.</summary>
    ToDevice = 1,

    /// <summary>Device to memory.</summary>
    FromDevice = 2,

    /// <summary>No transfer.</summary>
    None = 3,
}

/// <summary>Direction of a DMA transfer, as the PCI functions name it; the values are those of <see cref="DmaDir"/>.</summary>
public enum PciDma
{
    /// <summary>Both ways.</summary>
    TwoWay = 0,

    /// <summary>Memory to card.</summary>
    ToCard = 1,

    /// <summary>Card to memory.</summary>
    FromCard = 2,

    /// <summary>No transfer.</summary>
    Nowhere = 3,
}

/// <summary>DMA mappings of any device. A mapping that fails is <see cref="Error"/>; ask <see cref="MappingError"/>.</summary>
public static class Dma
{
    /// <summary>The address that stands for a failed mapping.</summary>
    public const ulong Error = ulong.MaxValue;

    /// <summary>Maps a part of a page; the caller owes one <see cref="UnmapPage"/>.</summary>
    [PageMap]
    public static ulong MapPage(Device? dev, Page? page, int offset, int size, DmaDir dir)
    {
        ArgumentNullException.ThrowIfNull(page);
        bool fails = Recorder.MapFails();
        Recorder.Log($"map page#{page.Id} +{offset} {size} dir {(int)dir}{(fails ? " fails" : "")}");
        return fails ? Error : Mm.Physical(page) + (ulong)offset;
    }

    /// <summary>Undoes <see cref="MapPage"/>.</summary>
    [PageUnmap]
    public static void UnmapPage(Device? dev, ulong address, int size, DmaDir dir) =>
        Recorder.Log($"unmap {Recorder.Name(address)} {size} dir {(int)dir}");

    /// <summary>Maps bytes that have an address; the caller owes one <see cref="UnmapSingle"/>.</summary>
    public static ulong MapSingle(Device? dev, nint address, int size, DmaDir dir)
    {
        bool fails = Recorder.MapFails();
        Recorder.Log($"map single {Recorder.Name(address)} {size} dir {(int)dir}{(fails ? " fails" : "")}");
        return fails ? Error : Mm.VirtToPhys(address);
    }

    /// <summary>Undoes <see cref="MapSingle"/>.</summary>
    public static void UnmapSingle(Device? dev, ulong address, int size, DmaDir dir) =>
        Recorder.Log($"unmap single {Recorder.Name(address)} {size} dir {(int)dir}");

    /// <summary>Whether a mapping failed.</summary>
    [MapCheck]
    public static bool MappingError(Device? dev, ulong address) => address == Error;
}

/// <summary>The same mappings, as PCI drivers spell them.</summary>
public static class Pci
{
    /// <summary>Maps a part of a page; the caller owes one <see cref="UnmapPage"/>.</summary>
    [PageMap]
    public static ulong MapPage(PciDev pdev, Page? page, int offset, int size, PciDma dir) =>
        Dma.MapPage(pdev.Dev, page, offset, size, (DmaDir)dir);

    /// <summary>Undoes <see cref="MapPage"/>.</summary>
    [PageUnmap]
    public static void UnmapPage(PciDev pdev, ulong address, int size, PciDma dir) =>
        Dma.UnmapPage(pdev.Dev, address, size, (DmaDir)dir);

    /// <summary>Maps bytes that have an address; the caller owes one <see cref="UnmapSingle"/>.</summary>
    public static ulong MapSingle(PciDev pdev, nint address, int size, PciDma dir) =>
        Dma.MapSingle(pdev.Dev, address, size, (DmaDir)dir);

    /// <summary>Undoes <see cref="MapSingle"/>.</summary>
    public static void UnmapSingle(PciDev pdev, ulong address, int size, PciDma dir) =>
        Dma.UnmapSingle(pdev.Dev, address, size, (DmaDir)dir);

    /// <summary>Whether a mapping failed.</summary>
    [MapCheck]
    public static bool MappingError(PciDev pdev, ulong address) => Dma.MappingError(pdev.Dev, address);
}

/// <summary>A device on an InfiniBand fabric; its mappings are its own.</summary>
public sealed class IbDevice(string name)
{
    /// <summary>The device that does the DMA.</summary>
    public Device DmaDevice { get; } = new(name);
}

/// <summary>
/// Mappings of InfiniBand devices. Not a <c>[PageMap]</c>: a fabric may translate addresses its own way, so an accessor
/// that maps for a plain device must not stand in for them.
/// </summary>
public static class Ib
{
    /// <summary>Maps a part of a page; the caller owes one <see cref="UnmapPage"/>.</summary>
    public static ulong MapPage(IbDevice dev, Page? page, int offset, int size, DmaDir dir)
    {
        ArgumentNullException.ThrowIfNull(page);
        bool fails = Recorder.MapFails();
        Recorder.Log($"ib map page#{page.Id} +{offset} {size} dir {(int)dir}{(fails ? " fails" : "")}");
        return fails ? Dma.Error : Mm.Physical(page) + (ulong)offset;
    }

    /// <summary>Undoes <see cref="MapPage"/>.</summary>
    public static void UnmapPage(IbDevice dev, ulong address, int size, DmaDir dir) =>
        Recorder.Log($"ib unmap {Recorder.Name(address)} {size} dir {(int)dir}");

    /// <summary>Whether a mapping failed.</summary>
    public static bool MappingError(IbDevice dev, ulong address) => address == Dma.Error;
}

/// <summary>Mappings that a platform hands its driver as a table; where they lead is the platform's business.</summary>
public interface IDeviceOps
{
    /// <summary>Maps a part of a page.</summary>
    ulong MapPage(Device dev, Page? page, ulong offset, int size, DmaDir dir);

    /// <summary>Undoes <see cref="MapPage"/>.</summary>
    void UnmapPage(Device dev, ulong address, int size, DmaDir dir);
}
