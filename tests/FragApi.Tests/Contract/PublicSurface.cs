using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Reflection;
using System.Text;

namespace FragApi.Tests;

/// <summary>An assembly's public surface as lines that read like C#, sorted. Our own attributes are part of it: they are the contract.</summary>
internal static class PublicSurface
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly NullabilityInfoContext s_nullability = new();

    private static readonly Dictionary<Type, string> s_keywords = new()
    {
        [typeof(void)] = "void", [typeof(object)] = "object", [typeof(string)] = "string", [typeof(bool)] = "bool", [typeof(byte)] = "byte",
        [typeof(short)] = "short", [typeof(ushort)] = "ushort", [typeof(int)] = "int", [typeof(uint)] = "uint", [typeof(long)] = "long",
        [typeof(ulong)] = "ulong", [typeof(nint)] = "nint", [typeof(char)] = "char", [typeof(double)] = "double",
    };

    public static IEnumerable<string> Of(Assembly assembly) =>
        assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal).SelectMany(type => Members(type).Order(StringComparer.Ordinal).Prepend(Header(type)));

    private static string Header(Type type)
    {
        string kind = type.IsEnum ? "enum" : type.IsInterface ? "interface" : type.IsValueType ? "struct"
            : type.IsAbstract && type.IsSealed ? "static class" : type.IsSealed ? "sealed class" : type.IsAbstract ? "abstract class" : "class";
        IEnumerable<string> bases = type.GetInterfaces().Where(part => part.IsPublic).Select(Name).Order(StringComparer.Ordinal);
        if (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType) && parent != typeof(Enum))
            bases = bases.Prepend(Name(parent));
        string inherits = type.IsEnum ? "" : string.Join(", ", bases);
        return $"{Annotations(type)}{kind} {Name(type)}{(inherits.Length > 0 ? " : " + inherits : "")}";
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
            return Enum.GetNames(type).Select(name => string.Create(CultureInfo.InvariantCulture, $"    {name} = {Convert.ToInt64(Enum.Parse(type, name), CultureInfo.InvariantCulture)}"));
        return type.GetMembers(Declared).Where(member => !member.Name.Contains('<', StringComparison.Ordinal) && member.Name != "Finalize").Select(member => member switch
        {
            ConstructorInfo constructor when IsVisible(constructor) => $"    {Annotations(constructor)}{Plain(type)}({Parameters(constructor)})",
            MethodInfo method when IsVisible(method) && !IsAccessor(type, method) => $"    {Annotations(method)}{Modifiers(method)}{Return(method.ReturnParameter)} {method.Name}({Parameters(method)})",
            PropertyInfo property when property.GetAccessors().Any(IsVisible) => $"    {Annotations(property)}{Property(property)}",
            FieldInfo { IsPublic: true } field => $"    {Annotations(field)}{(field.IsLiteral ? "const " : field.IsStatic ? "static " : "")}{Name(field.FieldType)} {field.Name}{(field.IsLiteral ? " = " + field.GetRawConstantValue() : "")}",
            EventInfo @event when IsVisible(@event.AddMethod!) => $"    {Modifiers(@event.AddMethod!)}event {Name(@event.EventHandlerType!)} {@event.Name}",
            _ => null,
        }).OfType<string>();
    }

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool IsAccessor(Type type, MethodInfo method) =>
        method.IsSpecialName && !method.Name.StartsWith("op_", StringComparison.Ordinal)
        && (type.GetProperties(Declared).Any(property => property.GetAccessors(true).Contains(method)) || type.GetEvents(Declared).Any(@event => @event.AddMethod == method || @event.RemoveMethod == method));

    private static string Modifiers(MethodInfo method) =>
        (method.IsFamily ? "protected " : "") + (method.IsStatic ? "static " : method.GetBaseDefinition() != method ? "override " : method.IsAbstract ? "abstract " : method.IsVirtual && !method.IsFinal ? "virtual " : "");

    private static string Property(PropertyInfo property)
    {
        MethodInfo first = property.GetAccessors().First(IsVisible);
        string index = property.GetIndexParameters() is { Length: > 0 } parameters ? $"this[{string.Join(", ", parameters.Select(Parameter))}]" : property.Name;
        StringBuilder text = new();
        text.Append(Modifiers(first)).Append(Return(first.ReturnType == typeof(void) ? first.GetParameters()[0] : first.ReturnParameter)).Append(' ').Append(index).Append(" {");
        if (property.GetMethod is { } get && IsVisible(get))
            text.Append(" get;");
        if (property.SetMethod is { } set && IsVisible(set))
            text.Append(set.ReturnParameter.GetRequiredCustomModifiers().Length > 0 ? " init;" : " set;");
        return text.Append(" }").ToString();
    }

    private static string Return(ParameterInfo value) =>
        Annotations(value) + (value.ParameterType.IsByRef ? value.GetRequiredCustomModifiers().Length > 0 ? "ref readonly " : "ref " : "") + Type(value);

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo parameter)
    {
        string passed = !parameter.ParameterType.IsByRef ? "" : parameter.IsOut ? "out " : parameter.IsIn ? "in " : "ref ";
        string value = !parameter.HasDefaultValue ? "" : parameter.RawDefaultValue switch
        {
            null => " = default",
            string text => $" = \"{text}\"",
            object number when parameter.ParameterType.IsEnum => $" = {Enum.ToObject(parameter.ParameterType, number)}",
            object other => " = " + Convert.ToString(other, CultureInfo.InvariantCulture),
        };
        return $"{Annotations(parameter)}{passed}{Type(parameter)} {parameter.Name}{value}";
    }

    private static string Type(ParameterInfo parameter)
    {
        Type type = parameter.ParameterType.IsByRef ? parameter.ParameterType.GetElementType()! : parameter.ParameterType;
        bool mayBeNull = !type.IsValueType && s_nullability.Create(parameter) is { } info && (parameter.IsOut || parameter.Position < 0 ? info.ReadState : info.WriteState) == NullabilityState.Nullable;
        return Name(type) + (mayBeNull ? "?" : "");
    }

    private static string Annotations(ICustomAttributeProvider target)
    {
        IEnumerable<CustomAttributeData> data = target switch
        {
            MemberInfo member => member.GetCustomAttributesData(),
            ParameterInfo parameter => parameter.GetCustomAttributesData(),
            _ => [],
        };
        return string.Concat(data.Where(attribute => attribute.AttributeType.Namespace == nameof(FragApi)).Select(attribute => $"[{Attribute(attribute)}] ").Order(StringComparer.Ordinal));
    }

    private static string Attribute(CustomAttributeData attribute)
    {
        string name = attribute.AttributeType.Name[..^nameof(System.Attribute).Length];
        string[] values = [.. attribute.ConstructorArguments.Select(Value), .. attribute.NamedArguments.Select(named => $"{named.MemberName} = {Value(named.TypedValue)}")];
        return values.Length == 0 ? name : $"{name}({string.Join(", ", values)})";
    }

    private static string Value(CustomAttributeTypedArgument value) => value.Value switch
    {
        Type type => $"typeof({Name(type)})",
        object number when value.ArgumentType.IsEnum => $"{value.ArgumentType.Name}.{Enum.ToObject(value.ArgumentType, number)}",
        _ => value.ToString(),
    };

    private static string Plain(Type type) => type.Name.Split('`')[0];

    private static string Name(Type type)
    {
        if (s_keywords.TryGetValue(type, out string? keyword))
            return keyword;
        if (Nullable.GetUnderlyingType(type) is { } inner)
            return Name(inner) + "?";
        if (type.IsArray)
            return Name(type.GetElementType()!) + "[]";
        if (type.IsPointer)
            return Name(type.GetElementType()!) + "*";
        string outer = type.DeclaringType is { } declaring && !type.IsGenericParameter ? Name(declaring) + "." : "";
        return outer + Plain(type) + (type.IsGenericType ? $"<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : "");
    }
}
