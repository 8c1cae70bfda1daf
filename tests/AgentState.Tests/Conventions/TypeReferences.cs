using System.Reflection;
using System.Reflection.Emit;

namespace AgentState.Tests.Conventions;

/// <summary>Finds the types that a type references in its signatures and in the code of its methods, lambdas and state machines.</summary>
internal static class TypeReferences
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value);

    public static IReadOnlySet<Type> Of(Type type)
    {
        var found = new HashSet<Type>();
        AddAll(type, found);
        return found;
    }

    private static void AddAll(Type type, HashSet<Type> found)
    {
        Add(type.BaseType, found);
        Add(type.GetInterfaces(), found);
        Add(type.GetFields(Declared).Select(field => field.FieldType), found);
        foreach (var method in type.GetMethods(Declared).Cast<MethodBase>().Concat(type.GetConstructors(Declared)))
        {
            AddMember(method, found);
            AddBody(method, found);
        }

        foreach (var nested in type.GetNestedTypes(Declared))
        {
            AddAll(nested, found);
        }
    }

    private static void AddBody(MethodBase method, HashSet<Type> found)
    {
        if (method.GetMethodBody() is not { } body)
        {
            return;
        }

        Add(body.LocalVariables.Select(local => local.LocalType), found);
        Add(
            body.ExceptionHandlingClauses
                .Where(clause => clause.Flags == ExceptionHandlingClauseOptions.Clause)
                .Select(clause => clause.CatchType),
            found);
        foreach (var token in MemberTokens(body.GetILAsByteArray()!))
        {
            AddMember(Resolve(method, token), found);
        }
    }

    private static MemberInfo? Resolve(MethodBase method, int token)
    {
        Type[] ofType = method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : [];
        Type[] ofMethod = method.IsGenericMethod ? method.GetGenericArguments() : [];
        return method.Module.ResolveMember(token, ofType, ofMethod);
    }

    private static IEnumerable<int> MemberTokens(byte[] code)
    {
        for (var at = 0; at < code.Length;)
        {
            // Two-byte instructions start with 0xFE.
            var value = code[at] == 0xFE ? (short)(0xFE00 | code[at + 1]) : code[at];
            var opCode = OpCodesByValue[value];
            at += opCode.Size;
            if (opCode.OperandType is
                OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType)
            {
                yield return BitConverter.ToInt32(code, at);
            }

            at += OperandSize(opCode, code, at);
        }
    }

    private static int OperandSize(OpCode code, byte[] body, int at) => code.OperandType switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(body, at)),
        _ => 4,
    };

    private static void AddMember(MemberInfo? member, HashSet<Type> found)
    {
        switch (member)
        {
            case Type type:
                Add(type, found);
                break;
            case FieldInfo field:
                Add(field.DeclaringType, found);
                Add(field.FieldType, found);
                break;
            case MethodBase method:
                Add(method.DeclaringType, found);
                Add(method.GetParameters().Select(parameter => parameter.ParameterType), found);
                Add((method as MethodInfo)?.ReturnType, found);
                Add(method.IsGenericMethod ? method.GetGenericArguments() : [], found);
                break;
        }
    }

    private static void Add(IEnumerable<Type?> types, HashSet<Type> found)
    {
        foreach (var type in types)
        {
            Add(type, found);
        }
    }

    private static void Add(Type? type, HashSet<Type> found)
    {
        if (type is null || type.IsGenericParameter)
        {
            return;
        }

        if (type.HasElementType)
        {
            Add(type.GetElementType(), found);
            return;
        }

        if (type.IsGenericType)
        {
            Add(type.GetGenericArguments(), found);
            type = type.GetGenericTypeDefinition();
        }

        found.Add(type);
    }
}
