using System;
using System.Text;

namespace FragApi;

/// <summary>One misuse of a pool, with the stacks that tell whose it is.</summary>
/// <param name="Misuse">What was done wrong.</param>
/// <param name="ElementType">Of the array or memory.</param>
/// <param name="Length">Of the array or memory, in elements.</param>
/// <param name="Requested">The length that was asked for; 0 where the pool does not know it.</param>
/// <param name="RentedAt">The stack of the rental; null where the pool does not know it.</param>
/// <param name="ReturnedAt">The stack of the first return; null where there was none.</param>
/// <param name="FoundAt">The stack of the call that is wrong; null for what was found later.</param>
public sealed record PoolMisuseReport(
    PoolMisuse Misuse,
    Type ElementType,
    int Length,
    int Requested,
    string? RentedAt,
    string? ReturnedAt,
    string? FoundAt)
{
    /// <summary>What happened, and the stacks.</summary>
    public override string ToString()
    {
        string what = $"{ElementType.Name}[{Length}]";
        StringBuilder text = new(Misuse switch
        {
            PoolMisuse.ReturnedTwice => $"{what} was returned to its pool twice.",
            PoolMisuse.Foreign => $"{what} was returned to a pool that it was not rented from.",
            PoolMisuse.WrongType => $"{what} was returned to a pool of arrays of another type: the next who rents it could not store into it.",
            PoolMisuse.UsedAfterReturn => $"The memory of {what} was used after it was returned.",
            PoolMisuse.WrittenAfterReturn => $"{what} was written to after it was returned.",
            PoolMisuse.WrittenBehindRequest => $"{what} was written to behind the {Requested} elements that were asked for.",
            _ => $"{what} was not returned to its pool.",
        });
        Append(text, "Rented:", RentedAt);
        Append(text, "Returned:", ReturnedAt);
        Append(text, "Found:", FoundAt);
        return text.ToString();
    }

    private static void Append(StringBuilder text, string title, string? stack)
    {
        if (stack is not null)
            text.AppendLine().AppendLine(title).Append(stack.TrimEnd());
    }
}
