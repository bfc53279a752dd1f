using System.Collections.Generic;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Obligations;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Analyzers.Ownership;

/// <summary>
/// FRAG2015: an array from a pool, which is as long as asked for or longer, is read from end to end. Only what certainly
/// reads: a length that says how much room there is, a copy to a bigger array, a slice, or an array that was filled as a
/// whole, are none of it.
/// </summary>
internal static class RentedLengthRule
{
    public static void Check(Body body, Contracts contracts)
    {
        Dictionary<ISymbol, IOperation>? rented = null;
        HashSet<ISymbol>? others = null;
        for (int index = 0; index < body.Operations.Count; index++)
        {
            switch (body.Operations[index])
            {
                case ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: ILocalSymbol local } } assignment:
                    if (assignment.Value is IInvocationOperation call && LengthOf(call, contracts) is IOperation asked && rented?.ContainsKey(local) != true)
                        (rented ??= new Dictionary<ISymbol, IOperation>(SymbolEqualityComparer.Default)).Add(local, asked);
                    else
                        (others ??= new HashSet<ISymbol>(SymbolEqualityComparer.Default)).Add(local);
                    break;
                // Another array may be in its place, or another length asked for.
                case IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out, Value: ILocalReferenceOperation given }:
                    (others ??= new HashSet<ISymbol>(SymbolEqualityComparer.Default)).Add(given.Local);
                    break;
            }
        }

        if (rented is null)
            return;
        List<(SyntaxNode At, ISymbol Array)> read = new();
        for (int index = 0; index < body.Operations.Count; index++)
        {
            if (body.Operations[index] is not ILocalReferenceOperation { Local: ILocalSymbol local } use || !rented.ContainsKey(local) || others?.Contains(local) == true)
                continue;
            if (FillsAll(use))
                (others ??= new HashSet<ISymbol>(SymbolEqualityComparer.Default)).Add(local);
            else if (ReadsAll(use) is SyntaxNode at && (at != use.Syntax && at is not MemberAccessExpressionSyntax || IsUsedWith(local, rented[local], body)))
                read.Add((at, local));
        }

        foreach ((SyntaxNode at, ISymbol array) in read)
        {
            if (others?.Contains(array) != true)
                body.Report(new FlowReport().At(rented[array].Syntax.GetLocation(), "asked for here").Create(Rules.RentedLength, at.GetLocation(), OwnershipWalker.Short(at), array.Name, OwnershipWalker.Short(rented[array].Syntax)));
        }
    }

    /// <summary>The length that is asked for, where the array may be longer: the shared pool's sizes are powers of two, from 16.</summary>
    private static IOperation? LengthOf(IInvocationOperation call, Contracts contracts)
    {
        if (call.Arguments.Length != 1 || contracts.Of(call.TargetMethod, call.Instance?.Type).For(Effect.Result) is not { Kind: EffectKind.Acquire } effect || effect.Resource != ResourceKind.PooledArray)
            return null;
        IOperation length = call.Arguments[0].Value;
        return length.ConstantValue is { HasValue: true, Value: int constant } && constant >= 16 && (constant & (constant - 1)) == 0 ? null : length;
    }

    /// <summary>The body itself tells the part that it asked for from the rest: <c>b.AsSpan(0, n)</c>.</summary>
    private static bool IsUsedWith(ILocalSymbol array, IOperation length, Body body)
    {
        for (int index = 0; index < body.Operations.Count; index++)
        {
            if (body.Operations[index] is not IInvocationOperation call)
                continue;
            bool hasArray = false;
            bool hasLength = false;
            foreach (IArgumentOperation argument in call.Arguments)
            {
                IOperation value = argument.Value;
                value = value.WithoutConversions();
                hasArray |= value is ILocalReferenceOperation local && SymbolEqualityComparer.Default.Equals(local.Local, array);
                hasLength |= value.Syntax.IsEquivalentTo(length.Syntax, topLevel: false);
            }

            if (hasArray && hasLength)
                return true;
        }

        return false;
    }

    private static SyntaxNode? ReadsAll(ILocalReferenceOperation use)
    {
        IOperation value = use;
        bool isView = false;
        while (value.Parent is IConversionOperation conversion)
        {
            isView |= conversion.Type is INamedTypeSymbol { Name: "ReadOnlySpan" or "ReadOnlyMemory" };
            value = conversion;
        }

        switch (value.Parent)
        {
            // 'foreach (byte x in b)'
            case IInvocationOperation { TargetMethod: { Name: "GetEnumerator", Parameters.IsEmpty: true } } each when each.Instance == value && BaseLibrary.Contains(each.TargetMethod):
                return use.Syntax;
            case IPropertyReferenceOperation { Property.Name: "Length", Parent: IBinaryOperation { OperatorKind: BinaryOperatorKind.LessThan } bound } length when bound.RightOperand == length && bound.LeftOperand is ILocalReferenceOperation { Local: ILocalSymbol index }:
                return ReadsEach(bound.Syntax, use.Local.Name, index.Name) ? length.Syntax : null;
            case IArgumentOperation { Parent: IOperation call } argument when Called(call) is IMethodSymbol method && BaseLibrary.Contains(method):
                if (isView)
                    return Reads(method) ? call.Syntax : null;
                if (!(argument.Parameter?.Type is IArrayTypeSymbol || method.ContainingType.Name == "Enumerable") || !Reads(method))
                    return null;
                return !HasCount(method) || IsGivenLength(call, use.Local) ? call.Syntax : null;
            default:
                return null;
        }
    }

    /// <summary>'for (…; i &lt; b.Length; …)' goes to the end whatever it meets, and only reads the array: at each index.</summary>
    private static bool ReadsEach(SyntaxNode condition, string array, string index)
    {
        if (condition.Parent is not ForStatementSyntax loop || loop.Condition != condition)
            return false;
        bool reads = false;
        foreach (SyntaxNode node in loop.Statement.DescendantNodesAndSelf())
        {
            if (node is BreakStatementSyntax or ReturnStatementSyntax or GotoStatementSyntax or ThrowStatementSyntax or IfStatementSyntax or ConditionalExpressionSyntax)
                return false;
            if (node is not IdentifierNameSyntax name || name.Identifier.ValueText != array)
                continue;
            if (name.Parent is not ElementAccessExpressionSyntax { ArgumentList.Arguments: { Count: 1 } at } element || element.Expression != name || IsWritten(element))
                return false;
            reads |= at[0].Expression is IdentifierNameSyntax read && read.Identifier.ValueText == index;
        }

        return reads;
    }

    private static bool IsWritten(ExpressionSyntax element) => element.Parent switch
    {
        AssignmentExpressionSyntax assignment => assignment.Left == element,
        ArgumentSyntax argument => !argument.RefKindKeyword.IsKind(SyntaxKind.None),
        PrefixUnaryExpressionSyntax or PostfixUnaryExpressionSyntax or RefExpressionSyntax => true,
        _ => false,
    };

    private static IMethodSymbol? Called(IOperation call) => call switch
    {
        IInvocationOperation invocation => invocation.TargetMethod,
        IObjectCreationOperation creation => creation.Constructor,
        _ => null,
    };

    /// <summary>What the method is passed is data, to be written, sent, hashed or shown.</summary>
    private static bool Reads(IMethodSymbol method)
    {
        for (INamedTypeSymbol? type = method.ContainingType; type is not null; type = type.BaseType)
        {
            bool reads = type.Name switch
            {
                "Stream" or "BinaryWriter" or "TextWriter" => method.Name is "Write" or "WriteAsync" or "WriteLine",
                "Socket" => method.Name is "Send" or "SendAsync" or "SendTo" or "SendToAsync",
                "Encoding" => method.Name is "GetString" or "GetChars" or "GetCharCount",
                "Convert" => method.Name is "ToBase64String" or "ToHexString" or "ToHexStringLower",
                "BitConverter" => method.Name is "ToString",
                "File" => method.Name is "WriteAllBytes" or "WriteAllBytesAsync" or "AppendAllBytes",
                "HashAlgorithm" or "IncrementalHash" => method.Name is "ComputeHash" or "HashData" or "AppendData" or "TransformFinalBlock",
                "Enumerable" => method.Name is "Sum" or "Average" or "Min" or "Max" or "Count" or "ToArray" or "ToList" or "Aggregate" or "SequenceEqual",
                "String" => method.MethodKind == MethodKind.Constructor || method.Name is "Join" or "Concat",
                _ => false,
            };
            if (reads)
                return true;
        }

        return false;
    }

    private static bool HasCount(IMethodSymbol method)
    {
        foreach (IParameterSymbol parameter in method.Parameters)
        {
            if (parameter.Type.SpecialType == SpecialType.System_Int32)
                return true;
        }

        return false;
    }

    private static bool IsGivenLength(IOperation call, ILocalSymbol array)
    {
        foreach (IOperation child in call.ChildOperations)
        {
            if (child is IArgumentOperation { Value: IPropertyReferenceOperation { Property.Name: "Length", Instance: ILocalReferenceOperation of } } && SymbolEqualityComparer.Default.Equals(of.Local, array))
                return true;
        }

        return false;
    }

    /// <summary>Everything behind the data is written as well: <c>Array.Clear(b)</c>, <c>Array.Fill(b, x)</c>, <c>b.AsSpan().Clear()</c>.</summary>
    private static bool FillsAll(ILocalReferenceOperation use)
    {
        IOperation value = use;
        while (value.Parent is IConversionOperation conversion)
            value = conversion;
        if (value.Parent is not IArgumentOperation { Parent: IInvocationOperation call })
            return false;
        return call.TargetMethod.Name switch
        {
            "Clear" or "Fill" when call.TargetMethod.ContainingType.Name == "Array" => !HasCount(call.TargetMethod) || IsGivenLength(call, use.Local) || call.TargetMethod is { Name: "Fill", Parameters.Length: 2 },
            "AsSpan" when call.Arguments.Length == 1 => call.Parent is IInvocationOperation { TargetMethod.Name: "Clear" or "Fill" },
            _ => false,
        };
    }
}
