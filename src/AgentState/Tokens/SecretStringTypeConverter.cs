using System.ComponentModel;
using System.Globalization;

namespace AgentState.Internal.Tokens;

/// <summary>Converts a configuration value to a secret for reflection-based binding, without its trailing line break.</summary>
/// <remarks>It rejects no text, since the binder's exception would quote it. The options validators report invalid secrets.</remarks>
internal sealed class SecretStringTypeConverter : TypeConverter
{
    public override bool CanConvertFrom(ITypeDescriptorContext? context, Type sourceType) => sourceType == typeof(string);

    public override object? ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value) =>
        value is string text
            ? SecretString.Stored(text.TrimEnd('\r', '\n'))
            : throw new NotSupportedException("A SecretString can be converted only from a string.");
}
