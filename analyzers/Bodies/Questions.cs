using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Bodies;

/// <summary>A question as one condition asks it.</summary>
internal readonly struct AskedQuestion
{
    public AskedQuestion(Question question, bool isNegated)
    {
        Question = question;
        IsNegated = isNegated;
    }

    public Question Question { get; }

    /// <summary>The condition asks for the opposite.</summary>
    public bool IsNegated { get; }
}

/// <summary>The questions that a body asks, each known again however it is written.</summary>
internal sealed class Questions
{
    private readonly QuestionWriter _writer;
    private readonly Dictionary<string, Question> _questions = new();
    private readonly Dictionary<IOperation, AskedQuestion?> _asked = new();
    private Dictionary<string, ComparedNumber>? _numbers;

    public Questions(BodyFacts facts) => _writer = new QuestionWriter(facts);

    /// <summary>What a condition, or a part of a pattern, asks; null where that cannot be said.</summary>
    public AskedQuestion? In(IOperation condition)
    {
        if (!_asked.TryGetValue(condition, out AskedQuestion? asked))
            _asked.Add(condition, asked = Read(condition));
        return asked;
    }

    /// <summary>Counts a question, and those that a pattern of several parts is made of; asked again as a whole, it is one question.</summary>
    public void Count(IOperation condition, BasicBlock block)
    {
        Question? whole = In(condition)?.Question;
        bool again = whole?.Count > 0;
        if (whole is not null)
            Count(whole, block, condition, again: false);
        if (Patterns.SeveralIn(condition) is not IPatternOperation several)
            return;
        foreach (IPatternOperation part in Patterns.PartsOf(several))
        {
            if (In(part) is AskedQuestion asked)
                Count(asked.Question, block, condition, again);
        }
    }

    private static void Count(Question question, BasicBlock block, IOperation askedIn, bool again)
    {
        bool known = question.LastUse >= 0;
        question.LastUse = block.Ordinal;
        if (!again)
            question.Count++;
        if (question.Number is not ComparedNumber number)
            return;
        number.LastUse = block.Ordinal;
        if (!known)
            number.Add(question, askedIn);
    }

    private AskedQuestion? Read(IOperation condition)
    {
        if (!_writer.TryWrite(condition))
            return null;
        string text = _writer.Text!;
        if (!_questions.TryGetValue(text, out Question? question))
            _questions.Add(text, question = new Question(_writer.Reads, _writer.Compares, _writer.Number is string number ? NumberOf(number) : null));
        return new AskedQuestion(question, _writer.IsNegated);
    }

    private ComparedNumber NumberOf(string text)
    {
        _numbers ??= new Dictionary<string, ComparedNumber>();
        if (!_numbers.TryGetValue(text, out ComparedNumber? number))
            _numbers.Add(text, number = new ComparedNumber());
        return number;
    }
}
