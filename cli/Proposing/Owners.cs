using System.Collections.Generic;
using System.Linq;
using FragApi.Analyzers.Bodies;
using FragApi.Analyzers.Obligations;
using FragApi.Analyzers.Vocabulary;
using FragApi.Cli.Loading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace FragApi.Cli.Proposing;

/// <summary>
/// Who holds the reference, for members that other assemblies can call: what the ownership rules themselves read off the bodies of
/// private members, once they know what counts.
/// </summary>
internal sealed class Owners
{
    private static readonly Role[] s_spoken = [Role.PageGet, Role.PagePut, Role.PageAddress, Role.PagePhys, Role.PageMap, Role.PageUnmap, Role.MapCheck, Role.FragmentAccessor];

    private readonly Corpus _corpus;
    private readonly Vocabulary _vocabulary;

    private Owners(Corpus corpus, Vocabulary vocabulary)
    {
        _corpus = corpus;
        _vocabulary = vocabulary;
    }

    public static void Find(Corpus corpus, Vocabulary vocabulary)
    {
        Owners owners = new(corpus, vocabulary);
        foreach (LoadedProject project in corpus.Projects.Where(project => project.Compilation.Options.OutputKind is OutputKind.DynamicallyLinkedLibrary))
            owners.LookAt(project);
    }

    private void LookAt(LoadedProject project)
    {
        List<IMethodSymbol> methods = [.. _corpus.Types().Where(type => type.ContainingAssembly.Identity.Equals(project.Compilation.Assembly.Identity)).SelectMany(type => type.GetMembers().OfType<IMethodSymbol>()).Where(IsOpen)];
        if (methods.Count == 0)
            return;
        // Another compilation: what is bound here for a look must not stay with the one that is loaded.
        CSharpCompilation compilation = project.Compilation.Clone();
        if (FragmentModel.For(compilation, [.. project.Options.AdditionalFiles, new TextInMemory("FragApi.Bindings.init.txt", SourceText.From(Known(compilation)))], _corpus.Cancellation) is not FragmentModel model)
            return;
        Summaries summaries = new(new ReferenceContracts(model), BodyIndex.For(compilation, model, _corpus.Cancellation), CallEnds.For(compilation));
        foreach (IMethodSymbol method in methods)
        {
            CodeBody? body = _corpus.Of(method).FirstOrDefault();
            if (body is null || WritesCount(body))
                continue;
            Fresh(method, body);
            if (method.DeclaringSyntaxReferences is [SyntaxReference reference] && compilation.ContainsSyntaxTree(reference.SyntaxTree) && BodyOf(reference, compilation, project) is Body read)
                Propose(method, summaries.Read(read));
        }
    }

    /// <summary>Code of other assemblies calls it, and it has to do with what is counted.</summary>
    private bool IsOpen(IMethodSymbol method)
    {
        if (method.MethodKind is not (MethodKind.Ordinary or MethodKind.PropertyGet) || method.IsAbstract || Vocabulary.WithOrigins(method).Skip(1).Any() || !IsVisible(method) || s_spoken.Any(role => _vocabulary.Is(method.AssociatedSymbol ?? method, role) || _vocabulary.Is(method.ContainingType, role)))
            return false;
        return !method.ReturnsVoid && _vocabulary.IsCounted(method.ReturnType) || method.Parameters.Any(parameter => _vocabulary.IsCounted(parameter.Type));
    }

    internal static bool IsVisible(ISymbol symbol)
    {
        for (ISymbol? at = symbol; at is not null and not INamespaceSymbol; at = at.ContainingSymbol)
        {
            if (at.DeclaredAccessibility is Accessibility.Private or Accessibility.Internal or Accessibility.ProtectedAndInternal)
                return false;
        }

        return true;
    }

    private Body? BodyOf(SyntaxReference reference, CSharpCompilation compilation, LoadedProject project)
    {
        SemanticModel model = compilation.GetSemanticModel(reference.SyntaxTree);
        SyntaxNode declaration = reference.GetSyntax(_corpus.Cancellation);
        ISymbol? symbol = model.GetDeclaredSymbol(declaration is ArrowExpressionClauseSyntax { Parent: SyntaxNode property } ? property : declaration, _corpus.Cancellation);
        return (symbol is IPropertySymbol { GetMethod: IMethodSymbol getter } ? getter : symbol) is IMethodSymbol method && BodyFinder.GraphOf(declaration, model, _corpus.Cancellation) is ControlFlowGraph flow
            ? new Body(method, declaration, flow, model, project.Options, null, _corpus.Cancellation)
            : null;
    }

    /// <summary>What is known of it, in the words of a binding file; and that who makes an object with one reference owns it.</summary>
    private string Known(CSharpCompilation compilation)
    {
        IEnumerable<string> lines = _vocabulary.Found.Where(proposal => proposal.Confidence == Confidence.Sure && DocumentationCommentId.GetFirstSymbolForDeclarationId(Proposal.IdOf(proposal.Symbol is IParameterSymbol parameter ? parameter.ContainingSymbol : proposal.Symbol), compilation) is not null).Select(BindingWriter.Statement);
        IEnumerable<string> makers = _corpus.Types().Where(BeginsWithOne).SelectMany(type => type.InstanceConstructors).Select(constructor => $"owned {Proposal.IdOf(constructor)}");
        return string.Join('\n', lines.Concat(makers));
    }

    /// <summary>Who sets a count by hand does what the engine does not see.</summary>
    private bool WritesCount(CodeBody body) =>
        body.All.Any(operation => operation is IAssignmentOperation { Target: IMemberReferenceOperation member } && _vocabulary.CountMembers.Contains(member.Member)) && !SetsToOne(body);

    private bool SetsToOne(CodeBody body) => body.All.OfType<IAssignmentOperation>().Where(assignment => assignment.Target is IMemberReferenceOperation member && _vocabulary.CountMembers.Contains(member.Member))
        .All(SetsToOne);

    private bool SetsToOne(IAssignmentOperation assignment) =>
        assignment.Target is IMemberReferenceOperation member && _vocabulary.CountMembers.Contains(member.Member) && CodeBody.Bare(assignment.Value).ConstantValue is { HasValue: true, Value: 1 or 1L or 1u };

    private void Propose(IMethodSymbol method, MethodContract contract)
    {
        foreach (Effect effect in contract.Effects)
        {
            IParameterSymbol? parameter = effect.Target >= 0 && effect.Target < method.Parameters.Length ? method.Parameters[effect.Target] : null;
            if (effect.Resource != ResourceKind.Reference || parameter is not null && !_vocabulary.IsCounted(parameter.Type) || effect.IsPending)
                continue;
            switch (effect.Kind)
            {
                case EffectKind.Acquire when effect.Target == Effect.Result && _vocabulary.IsCounted(method.ReturnType):
                    Add(Role.Owned, method, "what it returns has a reference that is the caller's, on every way out", WhenOf(effect));
                    break;
                case EffectKind.Acquire when parameter is not null:
                    Add(Role.Owned, parameter, "what it sets has a reference that is the caller's, on every way out", WhenOf(effect));
                    break;
                case EffectKind.Consume when parameter is not null && effect.Releases:
                    Add(Role.Consumes, parameter, effect.IsCertain ? "the reference is dropped on every way out" : "the reference is dropped where its result says so", effect.IsCertain ? null : WhenOf(effect));
                    break;
                case EffectKind.Borrow when parameter is { RefKind: RefKind.None } && !effect.Renews:
                    Add(Role.Borrows, parameter, "it is only looked at: neither kept, nor dropped", null);
                    break;
                case EffectKind.Alias when effect.Target == Effect.Result && (effect.Source == Effect.This ? !method.IsStatic : effect.Source >= 0 && effect.Source < method.Parameters.Length):
                    Add(Role.AliasOf, method, "it returns what it was given", $"name={(effect.Source == Effect.This ? "this" : method.Parameters[effect.Source].Name)}");
                    break;
            }
        }

        void Add(Role role, ISymbol symbol, string why, string? option) =>
            _vocabulary.Add(new Proposal(role, symbol, Confidence.Sure, null, [CodeBody.At(method.DeclaringSyntaxReferences[0].GetSyntax(), why)]) { Option = option });
    }

    private static string? WhenOf(Effect effect) => effect.When == When.Always || effect.IsCertain ? null : $"when={effect.When}";

    /// <summary>What is made, or taken out of a store of free ones and given its first reference, and returned.</summary>
    private void Fresh(IMethodSymbol method, CodeBody body)
    {
        if (method.ReturnsVoid || method.MethodKind != MethodKind.Ordinary || !_vocabulary.IsCounted(method.ReturnType))
            return;
        bool nothing = false;
        IOperation? made = null;
        ILocalSymbol? local = null;
        foreach (IOperation value in body.All.OfType<IReturnOperation>().Select(result => result.ReturnedValue).OfType<IOperation>())
        {
            IOperation bare = CodeBody.Bare(value);
            if (bare is { ConstantValue: { HasValue: true, Value: null } } or IDefaultValueOperation)
                nothing = true;
            else if (body.Behind(bare) is IObjectCreationOperation { Type: INamedTypeSymbol type } creation && BeginsWithOne(type) && !SetsCount(creation))
                (made, local) = (creation, (bare as ILocalReferenceOperation)?.Local ?? local);
            else if (bare is ILocalReferenceOperation { Local: ILocalSymbol taken } && body.All.OfType<IAssignmentOperation>().FirstOrDefault(assignment => SetsToOne(assignment) && assignment.Target is IMemberReferenceOperation { Instance: IOperation of } && CodeBody.Bare(of) is ILocalReferenceOperation set && SameSymbol.Are(set.Local, taken)) is IAssignmentOperation first)
                (made, local) = (made ?? first, taken);
            else
                return;
        }

        if (made is null || body.All.OfType<IInvocationOperation>().Any(call => _vocabulary.Is(call.TargetMethod, Role.PagePut)))
            return;
        // Whoever else has it may hold the one reference that there is.
        bool kept = local is not null && body.All.Any(operation => operation is ILocalReferenceOperation reference && SameSymbol.Are(reference.Local, local) && IsKept(reference));
        Evidence? dropped = kept ? CallersDrop(method) : null;
        Evidence at = body.At(made, $"makes it, with the one reference that it begins with, and returns it{(nothing ? ", or nothing" : "")}");
        _vocabulary.Add(kept && dropped is null
            ? new Proposal(Role.Owned, method, Confidence.Likely, "it is kept as well where it is made: who has the one reference?", [at]) { Option = nothing ? $"when={When.NotNull}" : null }
            : new Proposal(Role.Owned, method, Confidence.Sure, null, dropped is null ? [at] : [at, dropped]) { Option = nothing ? $"when={When.NotNull}" : null });
    }

    /// <summary>It, or what it is derived from.</summary>
    private bool BeginsWithOne(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? at = type; at is not null; at = at.BaseType)
        {
            if (_vocabulary.BeginWithOne.ContainsKey(at.OriginalDefinition))
                return true;
        }

        return false;
    }

    private bool SetsCount(IObjectCreationOperation creation) =>
        creation.Initializer?.Initializers.OfType<ISimpleAssignmentOperation>().Any(assignment => assignment.Target is IMemberReferenceOperation member && _vocabulary.CountMembers.Contains(member.Member)) == true;

    private static bool IsKept(ILocalReferenceOperation reference)
    {
        IOperation at = reference;
        while (at.Parent is IConversionOperation or IParenthesizedOperation)
            at = at.Parent;
        return at.Parent is IArgumentOperation || at.Parent is ISimpleAssignmentOperation { Target: not ILocalReferenceOperation } assignment && assignment.Value == at;
    }

    /// <summary>A caller drops what he got, or gives it to a fragment without taking another reference.</summary>
    private Evidence? CallersDrop(IMethodSymbol method)
    {
        foreach (CodeBody body in _corpus.Naming([method.Name]))
        {
            foreach (IInvocationOperation call in body.All.OfType<IInvocationOperation>())
            {
                if (_vocabulary.Is(call.TargetMethod, Role.PagePut) && Counting.CountedOperand(call) is IOperation dropped && body.Behind(dropped) is IInvocationOperation from && SameSymbol.Are(from.TargetMethod, method))
                    return body.At(call, $"what '{method.Name}' returned is dropped by who called it");
            }

            if (body.All.Any(operation => operation is IInvocationOperation call && _vocabulary.Is(call.TargetMethod, Role.PageGet)))
                continue;
            foreach (ISimpleAssignmentOperation assignment in body.All.OfType<ISimpleAssignmentOperation>())
            {
                if (assignment.Target is IMemberReferenceOperation { Member: ISymbol part } && _vocabulary.Is(part, Role.FragmentPage) && body.Behind(assignment.Value) is IInvocationOperation from && SameSymbol.Are(from.TargetMethod, method))
                    return body.At(assignment, $"what '{method.Name}' returned goes to a fragment, and no other reference is taken");
            }
        }

        return null;
    }
}
