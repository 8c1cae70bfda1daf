using System.ComponentModel;
using System.Globalization;

namespace AgentState;

/// <summary>Makes a secret of a text of the configuration, where options are bound by reflection.</summary>
internal sealed class SecretTypeConverter : TypeConverter
{
    public override bool CanConvertFrom(ITypeDescriptorContext? context, Type sourceType) => sourceType == typeof(string);

    public override object? ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value) =>
        value is string text ? new Secret(text) : throw new NotSupportedException("A Secret is made of a text alone.");
}
