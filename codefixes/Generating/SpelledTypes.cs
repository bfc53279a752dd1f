using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.CodeFixes.Generating;

/// <summary>The types that generated text names. In the text stands a number in their place, until it is known how the place spells them.</summary>
internal sealed class SpelledTypes
{
    private const char Open = '\uE000';
    private const char Close = '\uE001';
    private const char Begin = '\uE002';
    private const char End = '\uE003';

    private readonly List<(ITypeSymbol Type, bool IsExpression)> _types = new();

    public ITypeSymbol this[int number] => _types[number].Type;

    /// <summary>It stands before a dot, where a member of the same name would be meant.</summary>
    public bool IsExpression(int number) => _types[number].IsExpression;

    /// <summary>A type, where a type is expected.</summary>
    public string Type(ITypeSymbol type) => Add(type, isExpression: false);

    /// <summary>A type whose static member follows.</summary>
    public string Target(ITypeSymbol type) => Add(type, isExpression: true);

    private string Add(ITypeSymbol type, bool isExpression)
    {
        _types.Add((type, isExpression));
        return $"{Open}{(_types.Count - 1).ToString(CultureInfo.InvariantCulture)}{Close}";
    }

    /// <summary>How long a line will be once its types are spelled by their names.</summary>
    public int LengthOf(string line) => Render(line, number => _types[number].Type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)).Text.Length;

    /// <summary>The text of a member, to be found again by its number.</summary>
    public static string Mark(int member, string text) => $"{Begin}{member.ToString(CultureInfo.InvariantCulture)}{Close}{text}{End}";

    /// <summary>The text with each type spelled, where each then stands, and where the members.</summary>
    public static (string Text, List<(int Number, int Position)> Types, List<(int Number, TextSpan Span)> Members) Render(string text, Func<int, string> spell)
    {
        StringBuilder rendered = new();
        List<(int, int)> types = new();
        List<(int, TextSpan)> members = new();
        int member = 0;
        int start = 0;
        for (int i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case Open:
                    types.Add((NumberAt(ref i), rendered.Length));
                    rendered.Append(spell(types[types.Count - 1].Item1));
                    break;
                case Begin:
                    member = NumberAt(ref i);
                    start = rendered.Length;
                    break;
                case End:
                    members.Add((member, TextSpan.FromBounds(start, rendered.Length)));
                    break;
                default:
                    rendered.Append(text[i]);
                    break;
            }
        }

        return (rendered.ToString(), types, members);

        int NumberAt(ref int position)
        {
            int end = text.IndexOf(Close, position);
            int number = int.Parse(text.Substring(position + 1, end - position - 1), CultureInfo.InvariantCulture);
            position = end;
            return number;
        }
    }
}
