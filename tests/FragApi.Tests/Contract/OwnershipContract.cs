using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;

namespace FragApi.Tests;

/// <summary>
/// What the library says to the analyzers, in lines: each public member, return value and parameter that has one of our
/// attributes. It is as much a contract as the signatures are, and those the compiler watches over (<c>PublicAPI.*.txt</c>).
/// </summary>
internal static class OwnershipContract
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static IEnumerable<string> Of(Assembly assembly) =>
        assembly.GetExportedTypes().SelectMany(type => Lines(type).Concat(type.GetMembers(Declared).Where(IsVisible).SelectMany(Lines))).Order(StringComparer.Ordinal);

    private static IEnumerable<string> Lines(MemberInfo member)
    {
        string name = member is Type type ? type.Name : $"{member.DeclaringType!.Name}.{Signature(member)}";
        IEnumerable<string> own = Attributes(member.GetCustomAttributesData()).Select(attribute => $"{name} [{attribute}]");
        return member is not MethodBase method
            ? own
            : own
                .Concat(Parameters(method).SelectMany(parameter => Attributes(parameter.GetCustomAttributesData()).Select(attribute => $"{name} {parameter.Name ?? "return"} [{attribute}]")));
    }

    private static IEnumerable<ParameterInfo> Parameters(MethodBase method) =>
        method is MethodInfo { ReturnParameter: ParameterInfo value } ? method.GetParameters().Prepend(value) : method.GetParameters();

    private static string Signature(MemberInfo member) =>
        member is MethodBase method ? $"{method.Name}({string.Join(", ", method.GetParameters().Select(parameter => parameter.ParameterType.Name))})" : member.Name;

    private static bool IsVisible(MemberInfo member) => member switch
    {
        MethodBase method => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly,
        FieldInfo field => field.IsPublic || field.IsFamily,
        PropertyInfo property => property.GetAccessors().Length > 0,
        _ => false,
    };

    private static IEnumerable<string> Attributes(IEnumerable<CustomAttributeData> data) =>
        data.Where(attribute => attribute.AttributeType.Namespace == nameof(FragApi)).Select(attribute => attribute.ToString()[1..^1].Replace("FragApi.", "", StringComparison.Ordinal));
}
