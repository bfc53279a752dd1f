using System;

namespace FragApi.Analyzers.Obligations;

/// <summary>What is known of a value.</summary>
internal enum ValueKind : byte
{
    /// <summary>Nothing.</summary>
    Unknown,

    /// <summary>It is this integer, enum constant or truth value.</summary>
    Constant,

    /// <summary>It is anything but this one.</summary>
    NotConstant,

    /// <summary>It is null.</summary>
    Null,

    /// <summary>It is something, and not null.</summary>
    NotNull,

    /// <summary>It is a token, or another name for it.</summary>
    Token,

    /// <summary>It is a view of what a token stands for: a span, a slice, a pointer into it.</summary>
    View,

    /// <summary>It may be a token, or something else that was made with it: a call that hands on its receiver, or does not.</summary>
    Maybe,

    /// <summary>It is an object that was made with a view of what a token stands for, and keeps that.</summary>
    Keeper,

    /// <summary>It is the position at which what a token shows begins: before it there is nothing.</summary>
    Start,

    /// <summary>It is a position within what a token shows.</summary>
    Position,

    /// <summary>It is the task of an operation that uses something which is followed.</summary>
    Operation,

    /// <summary>Nothing, but that every other place with this value has the same.</summary>
    Same,
}

/// <summary>What is known of a value on one path.</summary>
internal readonly struct Value : IEquatable<Value>
{
    public static readonly Value Unknown;
    public static readonly Value Null = new(ValueKind.Null, 0);
    public static readonly Value NotNull = new(ValueKind.NotNull, 0);
    public static readonly Value True = new(ValueKind.Constant, 1);
    public static readonly Value False = new(ValueKind.Constant, 0);

    private Value(ValueKind kind, long data)
    {
        Kind = kind;
        Data = data;
    }

    public ValueKind Kind { get; }

    /// <summary>The constant, or the number of the token.</summary>
    public long Data { get; }

    public bool IsUnknown => Kind == ValueKind.Unknown;

    /// <summary>The number of the token that the value is, may be, is a view of or keeps; -1 if it is none.</summary>
    public int TokenId => Kind is ValueKind.Token or ValueKind.View or ValueKind.Maybe or ValueKind.Keeper ? (int)Data : -1;

    public static Value Of(bool value) => value ? True : False;

    public static Value Constant(long value) => new(ValueKind.Constant, value);

    public static Value Not(long value) => new(ValueKind.NotConstant, value);

    public static Value Token(int id) => new(ValueKind.Token, id);

    public static Value View(int id) => new(ValueKind.View, id);

    public static Value Maybe(int id) => new(ValueKind.Maybe, id);

    public static Value Keeper(int id) => new(ValueKind.Keeper, id);

    public static Value Start(int id) => new(ValueKind.Start, id);

    public static Value Position(int id) => new(ValueKind.Position, id);

    public static Value Operation(int place) => new(ValueKind.Operation, place);

    public static Value Same(int number) => new(ValueKind.Same, number);

    public bool Equals(Value other) => Kind == other.Kind && Data == other.Data;

    public override bool Equals(object? obj) => obj is Value other && Equals(other);

    public override int GetHashCode() => unchecked((int)Kind * 397 ^ Data.GetHashCode());

    public override string ToString() => Kind is ValueKind.Unknown or ValueKind.Null or ValueKind.NotNull ? Kind.ToString() : $"{Kind} {Data}";
}

/// <summary>
/// What a path knows of one thing that was acquired: a reference, a buffer, a mapping. What <see cref="Bits"/> mean is
/// the rule's business.
/// </summary>
internal readonly struct Token : IEquatable<Token>
{
    public Token(int id, int bits, int at)
    {
        Id = id;
        Bits = bits;
        At = at;
    }

    /// <summary>Where it came from: the number of the place, twice the site, plus one for an earlier turn of a loop.</summary>
    public int Id { get; }

    public int Bits { get; }

    /// <summary>Where the last thing of interest was done to it: the number of a place, or -1.</summary>
    public int At { get; }

    public Token With(int bits) => new(Id, bits, At);

    public Token With(int bits, int at) => new(Id, bits, at);

    public bool Equals(Token other) => Id == other.Id && Bits == other.Bits && At == other.At;

    public override bool Equals(object? obj) => obj is Token other && Equals(other);

    public override int GetHashCode() => unchecked((Id * 397 ^ Bits) * 397 ^ At);
}
