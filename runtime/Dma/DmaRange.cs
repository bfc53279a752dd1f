using System;

namespace FragApi;

/// <summary>What every mapper refuses.</summary>
internal static class DmaRange
{
    /// <exception cref="ArgumentNullException">There is no page.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The range is empty or not within the page, or the direction is none.</exception>
    /// <exception cref="ReferenceMisuseException">The page was released.</exception>
    public static nint Check(Page page, int offset, int size, DmaDirection direction)
    {
        ArgumentNullException.ThrowIfNull(page);
        nint address = page.Address;
        if (size <= 0 || (uint)offset > (uint)page.Size || size > page.Size - offset)
            Throw.RangeOutsidePage(offset, size, page.Size);
        Check(direction);
        return address + offset;
    }

    /// <exception cref="ArgumentOutOfRangeException">The direction is none of the three.</exception>
    public static void Check(DmaDirection direction)
    {
        if (direction is < DmaDirection.Bidirectional or > DmaDirection.FromDevice)
            throw new ArgumentOutOfRangeException(nameof(direction), direction, "A transfer goes to the device, from it, or both ways.");
    }

    /// <summary>Whether a mapping of one direction allows a transfer, or a sync, of another.</summary>
    public static bool Allows(DmaDirection mapped, DmaDirection used) => mapped == DmaDirection.Bidirectional || mapped == used;
}
