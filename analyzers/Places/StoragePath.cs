using System;
using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;

namespace FragApi.Analyzers.Places;

/// <summary>One step of a place: a symbol, or the text of what is no symbol (an index, a call).</summary>
internal readonly struct PathStep : IEquatable<PathStep>
{
    public PathStep(ISymbol symbol)
    {
        Symbol = symbol.OriginalDefinition;
        Text = null;
    }

    public PathStep(string text)
    {
        Symbol = null;
        Text = text;
    }

    public ISymbol? Symbol { get; }

    public string? Text { get; }

    public bool Equals(PathStep other) =>
        Text is null ? other.Text is null && SymbolEqualityComparer.Default.Equals(Symbol, other.Symbol) : Text == other.Text;

    public override bool Equals(object? obj) => obj is PathStep other && Equals(other);

    public override int GetHashCode() => Text is null ? SymbolEqualityComparer.Default.GetHashCode(Symbol) : Text.GetHashCode();

    public override string ToString() => Text ?? Symbol!.Name;
}

/// <summary>
/// Where something is kept: a local, a parameter, <c>this</c> or a static, and the members and elements from there.
/// Local names for the same thing are seen through, so that <c>info</c> and <c>skb.Info</c> are one place.
/// </summary>
internal sealed class StoragePath : IEquatable<StoragePath>
{
    public StoragePath(ImmutableArray<PathStep> steps) => Steps = steps;

    public ImmutableArray<PathStep> Steps { get; }

    public StoragePath With(PathStep step) => new(Steps.Add(step));

    /// <summary>The place without its last step; null at the root.</summary>
    public StoragePath? Owner => Steps.Length > 1 ? new StoragePath(Steps.RemoveAt(Steps.Length - 1)) : null;

    public PathStep Last => Steps[Steps.Length - 1];

    /// <summary>The place lies in the other one, or is it.</summary>
    public bool IsWithin(StoragePath other)
    {
        if (other.Steps.Length > Steps.Length)
            return false;
        for (int i = 0; i < other.Steps.Length; i++)
        {
            if (!Steps[i].Equals(other.Steps[i]))
                return false;
        }

        return true;
    }

    /// <summary>One of the two lies in the other.</summary>
    public bool Overlaps(StoragePath other) => IsWithin(other) || other.IsWithin(this);

    /// <summary>The symbol is one of the steps, or its name stands in the text of one, an index perhaps.</summary>
    public bool IsNamedBy(ISymbol symbol)
    {
        foreach (PathStep step in Steps)
        {
            if (step.Text is string text ? ContainsWord(text, symbol.Name) : SymbolEqualityComparer.Default.Equals(step.Symbol, symbol))
                return true;
        }

        return false;
    }

    private static bool ContainsWord(string text, string word)
    {
        if (word.Length == 0)
            return false;
        for (int at = text.IndexOf(word, StringComparison.Ordinal); at >= 0; at = text.IndexOf(word, at + 1, StringComparison.Ordinal))
        {
            bool starts = at == 0 || !IsWord(text[at - 1]);
            bool ends = at + word.Length == text.Length || !IsWord(text[at + word.Length]);
            if (starts && ends)
                return true;
        }

        return false;
    }

    private static bool IsWord(char c) => char.IsLetterOrDigit(c) || c == '_';

    public bool Mentions(ISymbol symbol)
    {
        foreach (PathStep step in Steps)
        {
            if (SymbolEqualityComparer.Default.Equals(step.Symbol, symbol.OriginalDefinition))
                return true;
        }

        return false;
    }

    public bool Equals(StoragePath? other)
    {
        if (other is null || other.Steps.Length != Steps.Length)
            return false;
        return IsWithin(other);
    }

    public override bool Equals(object? obj) => Equals(obj as StoragePath);

    public override int GetHashCode()
    {
        int hash = Steps.Length;
        foreach (PathStep step in Steps)
            hash = unchecked(hash * 31 + step.GetHashCode());
        return hash;
    }

    public override string ToString()
    {
        StringBuilder text = new();
        foreach (PathStep step in Steps)
        {
            if (text.Length > 0 && step.Text is not { Length: > 0 })
                text.Append('.');
            text.Append(step);
        }

        return text.ToString();
    }
}
