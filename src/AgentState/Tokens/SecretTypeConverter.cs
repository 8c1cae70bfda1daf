using System.ComponentModel;
using System.Globalization;

namespace AgentState;

/// <summary>
/// Makes a secret of a text of the configuration, where options are bound by reflection; a line end at its end is left out. It refuses no
/// text: the binder would quote it in its exception. Who checks the options says what is wrong with it.
/// </summary>
internal sealed class SecretTypeConverter : TypeConverter
{
    public override bool CanConvertFrom(ITypeDescriptorContext? context, Type sourceType) => sourceType == typeof(string);

    public override object? ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value) =>
        value is string text ? Secret.Stored(text.TrimEnd('\r', '\n')) : throw new NotSupportedException("A Secret is made of a text alone.");
}
