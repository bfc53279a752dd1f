using System;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FragApi.Analyzers.Bodies;

/// <summary>
/// Which methods never return: those marked <c>[DoesNotReturn]</c>, and those whose body shows it. A body shows it when
/// it cannot be left but by throwing, judged by its text: it has no <c>return</c>, and its last statement throws.
/// </summary>
internal sealed class CallEnds
{
    private const int MaxDepth = 3;

    private static readonly ConditionalWeakTable<Compilation, CallEnds> s_all = new();

    private readonly ConcurrentDictionary<IMethodSymbol, CallEnd> _ends = new(SymbolEqualityComparer.Default);

    public static CallEnds For(Compilation compilation) => s_all.GetValue(compilation, _ => new CallEnds());

    public CallEnd Of(IMethodSymbol method)
    {
        IMethodSymbol definition = method.OriginalDefinition;
        return _ends.TryGetValue(definition, out CallEnd end) ? end : _ends.GetOrAdd(definition, Compute(definition));
    }

    /// <summary>
    /// It is worth a thought that the call fails. What takes from a pool or gives back to it fails only where all is lost, and
    /// what looks at something or marks it does not fail at all; nor does what makes an object of nothing, or one that
    /// only keeps what it is given.
    /// </summary>
    public static bool MayThrow(IMethodSymbol method)
    {
        if (method is { MethodKind: MethodKind.Constructor, Parameters.IsEmpty: true })
            return false;
        if (method.ContainingType is not INamedTypeSymbol type || !Types.IsOfBaseLibrary(type))
            return true;
        return !(type.Name is "ArrayPool" or "MemoryPool" or "NativeMemory" or "Marshal" or "SafeHandle" or "NativeLibrary" or "Interlocked" or "Volatile" or "Unsafe" or "MemoryMarshal" or "MemoryExtensions" or "Math" or "GC" or "Debug" or "Trace" or "Object" or "Monitor" or "Stopwatch"
                or "Nullable" or "IntPtr" or "UIntPtr" or "GCHandle" or "RuntimeHelpers" or "Volatile" or "Thread" or "Span" or "ReadOnlySpan" or "Memory" or "ReadOnlyMemory" or "ArraySegment" or "BuffersExtensions" or "ConfiguredTaskAwaitable" or "CancellationToken"
            || type.Name is "Buffer" or "Array" && method.Name is "BlockCopy" or "MemoryCopy" or "Copy" or "Clear" or "Fill" or "CopyTo" or "AsReadOnly"
            || method.Name is "Dispose" or "ConfigureAwait" or "GetHashCode" or "Equals" or "ToString" or "GetEnumerator" or "IsNullOrEmpty"
            || method.MethodKind == MethodKind.Constructor && (type.Name is "MemoryStream" or "StringBuilder" || IsCollection(type) || IsException(type)));
    }

    private static bool IsCollection(INamedTypeSymbol type) => type.ContainingNamespace is { Name: "Generic" or "Concurrent", ContainingNamespace.Name: "Collections" };

    private static bool IsException(INamedTypeSymbol? type)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (type is { Name: "Exception", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } })
                return true;
        }

        return false;
    }

    /// <summary>The answer with which a call does not return: <c>[DoesNotReturnIf]</c>.</summary>
    public static bool? EndsWhen(IParameterSymbol parameter)
    {
        if (!Types.IsTruth(parameter.Type))
            return null;
        foreach (AttributeData attribute in parameter.GetAttributes())
        {
            if (attribute is { AttributeClass.Name: "DoesNotReturnIfAttribute", ConstructorArguments: { Length: 1 } arguments } && arguments[0].Value is bool ends)
                return ends;
        }

        return null;
    }

    private static CallEnd Compute(IMethodSymbol method)
    {
        if (method is { Name: "Exit" or "FailFast", ContainingType: { Name: "Environment", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } } })
            return CallEnd.Terminates;
        return HasNoReturn(method) || IsFixed(method) && AlwaysThrows(method, MaxDepth) ? CallEnd.Throws : CallEnd.Returns;
    }

    private static bool HasNoReturn(IMethodSymbol method)
    {
        foreach (AttributeData attribute in method.GetAttributes())
        {
            if (attribute.AttributeClass?.Name == "DoesNotReturnAttribute")
                return true;
        }

        return false;
    }

    /// <summary>
    /// The helper that a call reaches. Every method's last call is asked for, and hardly any is one: what a name can be read to
    /// mean from the declarations around it is not bound.
    /// </summary>
    private static IMethodSymbol? Called(InvocationExpressionSyntax call, IMethodSymbol within)
    {
        switch (call.Expression)
        {
            // A helper of another type in sight: by both names, each of which has to be that of one.
            case MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax of, Name: SimpleNameSyntax called }:
                if (TypeNamed(of.Identifier.ValueText, within) is INamedTypeSymbol type)
                    return type.GetMembers(called.Identifier.ValueText) is { Length: 1 } found && found[0] is IMethodSymbol { IsStatic: true } other ? other : null;
                return HasUsing(call, directive => directive.Alias?.Name.Identifier.ValueText == of.Identifier.ValueText) ? Bound(call, within) : null;
            // Another helper of the same type: by its name, which has to be that of one method; or of a type that is imported.
            case IdentifierNameSyntax name when within.ContainingType is INamedTypeSymbol own:
                ImmutableArray<ISymbol> members = own.GetMembers(name.Identifier.ValueText);
                if (!members.IsEmpty)
                    return members.Length == 1 ? members[0] as IMethodSymbol : null;
                return HasUsing(call, directive => directive.StaticKeyword.IsKind(SyntaxKind.StaticKeyword)) ? Bound(call, within) : null;
            default:
                return null;
        }
    }

    /// <summary>A directive of the file itself; one for all files would have to be looked for in all of them.</summary>
    private static bool HasUsing(SyntaxNode at, Func<UsingDirectiveSyntax, bool> predicate)
    {
        for (SyntaxNode? node = at; node is not null; node = node.Parent)
        {
            SyntaxList<UsingDirectiveSyntax> directives = node switch
            {
                CompilationUnitSyntax unit => unit.Usings,
                BaseNamespaceDeclarationSyntax space => space.Usings,
                _ => default,
            };
            foreach (UsingDirectiveSyntax directive in directives)
            {
                if (predicate(directive))
                    return true;
            }
        }

        return false;
    }

    private static IMethodSymbol? Bound(InvocationExpressionSyntax call, IMethodSymbol within) =>
        within.ContainingAssembly is ISourceAssemblySymbol { Compilation: Compilation compilation } && compilation.ContainsSyntaxTree(call.SyntaxTree)
#pragma warning disable RS1030 // of a method in another file, which only its own file's model can bind
            ? compilation.GetSemanticModel(call.SyntaxTree).GetSymbolInfo(call).Symbol as IMethodSymbol
#pragma warning restore RS1030
            : null;

    private static INamedTypeSymbol? TypeNamed(string name, IMethodSymbol within)
    {
        for (INamedTypeSymbol? type = within.ContainingType; type is not null; type = type.ContainingType)
        {
            if (type.Name == name)
                return type;
            if (type.GetTypeMembers(name) is { Length: 1 } nested)
                return nested[0];
        }

        for (INamespaceSymbol? space = within.ContainingNamespace; space is not null; space = space.ContainingNamespace)
        {
            if (space.GetTypeMembers(name) is { Length: 1 } found)
                return found[0];
        }

        return null;
    }

    // What may be overridden may return there.
    private static bool IsFixed(IMethodSymbol method) =>
        method.MethodKind is MethodKind.Ordinary or MethodKind.LocalFunction && !method.IsVirtual && !method.IsAbstract && !method.IsOverride && !method.IsAsync && method.DeclaringSyntaxReferences.Length == 1;

    private static bool AlwaysThrows(IMethodSymbol method, int depth)
    {
        (BlockSyntax? block, ArrowExpressionClauseSyntax? arrow) = method.DeclaringSyntaxReferences[0].GetSyntax() switch
        {
            BaseMethodDeclarationSyntax declaration => (declaration.Body, declaration.ExpressionBody),
            LocalFunctionStatementSyntax local => (local.Body, local.ExpressionBody),
            _ => (null, null),
        };
        if (arrow is not null)
            return Throws(arrow.Expression, method, depth);
        if (block is null || !Throws(block, method, depth))
            return false;
        foreach (SyntaxNode node in block.DescendantNodes(node => node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or ExpressionSyntax)))
        {
            if (node is ReturnStatementSyntax or YieldStatementSyntax or GotoStatementSyntax or TryStatementSyntax)
                return false;
        }

        return true;
    }

    private static bool Throws(SyntaxNode? node, IMethodSymbol within, int depth)
    {
        switch (node)
        {
            case ThrowStatementSyntax or ThrowExpressionSyntax:
                return true;
            case BlockSyntax { Statements: { Count: > 0 } statements }:
                return Throws(statements[statements.Count - 1], within, depth);
            case IfStatementSyntax { Else: ElseClauseSyntax otherwise } choice:
                return Throws(choice.Statement, within, depth) && Throws(otherwise.Statement, within, depth);
            case ExpressionStatementSyntax statement:
                return Throws(statement.Expression, within, depth);
            case InvocationExpressionSyntax call when depth > 0:
                return Called(call, within) is IMethodSymbol helper && (HasNoReturn(helper) || IsFixed(helper) && AlwaysThrows(helper, depth - 1));
            default:
                return false;
        }
    }
}
