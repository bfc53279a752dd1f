using FragApi.Analyzers.Places;
using FragApi.Analyzers.Vocabulary;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis;

namespace FragApi.Analyzers.Lifetime;

/// <summary>The questions whether others see a container's fragments, too.</summary>
internal static class Shared
{
    /// <summary>The place that such a question is about; null when the operation is none.</summary>
    public static StoragePath? IsPredicate(IOperation operation, Member member)
    {
        switch (operation)
        {
            case IInvocationOperation call when member.Model.Is(call.TargetMethod, Role.FragmentsShared):
                if (call.Instance is not null)
                    return member.PlaceOf(call.Instance);
                foreach (IArgumentOperation argument in call.Arguments)
                {
                    if (Container.Holding(argument.Value, member) is Container about)
                        return about.Place;
                }

                return null;
            case IPropertyReferenceOperation property when member.Model.Is(property.Property, Role.FragmentsShared):
                return member.PlaceOf(property.Instance);
            default:
                return null;
        }
    }
}
