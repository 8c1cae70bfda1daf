using Spectre.Console;

namespace FleetMonitor.Views;

/// <summary>One line of text without markup; text that does not fit is cut off.</summary>
internal sealed record Cell(string Text, Color? Colour = null)
{
    public string Text { get; } = Words.OneLine(Text);

    public Text ToText() => new(Text, Colour ?? Color.Default) { Overflow = Overflow.Ellipsis };
}
