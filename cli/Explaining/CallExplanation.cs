using System.Linq;
using System.Threading;
using FragApi.Analyzers.Obligations;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace FragApi.Cli.Explaining;

/// <summary>What the rules know of a call, and whether they look into the body that is called.</summary>
internal sealed class CallExplanation(FragmentModel? model, RoleOrigin? origins, Compilation compilation, CancellationToken cancellation)
{
    private readonly ReferenceContracts _contracts = new(model);

    /// <summary>Null for a call that neither passes nor returns what could be a reference.</summary>
    public string? Of(IInvocationOperation call)
    {
        IMethodSymbol method = call.TargetMethod;
        MethodContract contract = _contracts.Of(method, call.Instance?.Type);
        if (!contract.IsEmpty)
            return $"known: {string.Join("; ", contract.Effects.GroupBy(Predicate).Select(same => $"{string.Join(", ", same.Select(effect => Subject(effect, method)))} {same.Key}"))}{(model?.RolesOf(method).IsEmpty == false || method.Parameters.Any(parameter => model?.RolesOf(parameter).IsEmpty == false) ? "" : " (built in)")}";
        if (!_contracts.CanBe(method.ReturnType) && !call.Arguments.Any(argument => _contracts.CanBe(argument.Value.Type ?? method.ReturnType)))
            return null;
        return NotFollowed(method) is string reason ? $"its body is not followed: {reason}" : $"its body is followed: nobody outside can replace it ({Declared(method)})";
    }

    private string? NotFollowed(IMethodSymbol method)
    {
        if (method.MethodKind == MethodKind.DelegateInvoke)
            return "which method a delegate calls is known only at run time; what is passed to it is taken to escape";
        if (method.DeclaringSyntaxReferences.IsEmpty)
            return $"it is in another assembly, {method.ContainingAssembly?.Name}; a binding file can say what it does with what it is passed (owned, consumes, borrows)";
        if (!compilation.ContainsSyntaxTree(method.DeclaringSyntaxReferences[0].SyntaxTree))
            return $"it is in another project, {method.ContainingAssembly?.Name}; [Owned], [Consumes] and [Borrows] on it say what it does";
        if (Summaries.IsOwn(method))
            return null;
        if (method.IsExtern)
            return "it has no body; [Owned], [Consumes] and [Borrows] say what it does";
        if (method.IsAbstract || method.IsVirtual || method.IsOverride || method.ContainingType.TypeKind == TypeKind.Interface)
            return $"others may replace it ({Declared(method)}); [Owned], [Consumes] and [Borrows] on it hold for all that do";
        return $"others may call it ({Declared(method)}), so that its body is no promise; [Owned], [Consumes] and [Borrows] are";
    }

    private string Declared(IMethodSymbol method) =>
        $"{Accessibility(method)}, {(origins is not null ? origins.At(method.DeclaringSyntaxReferences[0].GetSyntax(cancellation).GetLocation()) : "in this project")}";

    private static string Accessibility(IMethodSymbol method) => method.MethodKind is MethodKind.LocalFunction or MethodKind.AnonymousFunction
        ? "local"
        : method.DeclaredAccessibility.ToString().ToLowerInvariant();

    private static string Subject(Effect effect, IMethodSymbol method) => effect.Target switch
    {
        Effect.This => "its receiver",
        Effect.Result => "its result",
        int ordinal when ordinal >= 0 && ordinal < method.Parameters.Length => $"'{method.Parameters[ordinal].Name}'",
        _ => "an operand",
    };

    private static string Predicate(Effect effect)
    {
        string when = effect.When == When.Always ? "" : $", when it returns {effect.When.ToString().ToLowerInvariant()}";
        return effect.Kind switch
        {
            EffectKind.Acquire => $"arrives with a reference{when}",
            EffectKind.Get => $"gets a reference more{when}",
            EffectKind.Put => $"loses a reference{when}",
            EffectKind.Consume => $"is taken over{when}",
            EffectKind.Borrow => effect.Target == Effect.Result ? "carries no reference" : "only looked at",
            EffectKind.Alias => "is another name of what it was passed",
            EffectKind.View => "shows what it was passed",
            _ => "says whether a reference was taken",
        };
    }
}
