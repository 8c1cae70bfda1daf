namespace AgentState.Tests;

public sealed class ArgumentsTests
{
    // The cases are not in attributes, which store UTF-8 and cannot hold a lone surrogate.
    public static TheoryData<string?> BadIds { get; } =
    [
        (string?)null, "", ".", "..", "/", "a/b", "__x__", "____", "__id7__", "a\nb", "a\u0000", "\u007f", "\u0085", "a\ud800", "\udc00",
        new string('x', 1_501), new string('é', 751),
    ];

    public static TheoryData<string> GoodIds { get; } =
    [
        "a", "...", "__", "__x", "x__", " ", "a b", "é", "😀", "a.b", "`", "#", "%2F", "\\", new string('x', 1_500), new string('é', 750),
    ];

    [Theory, Trait("Guarantee", "P13")]
    [MemberData(nameof(BadIds), DisableDiscoveryEnumeration = true)]
    public void CheckId_InvalidId_ThrowsWithTheArgumentName(string? taskId)
    {
        var check = () => Arguments.CheckId(taskId);

        check.Should().Throw<ArgumentException>().WithParameterName(nameof(taskId));
    }

    [Theory, Trait("Guarantee", "P13")]
    [MemberData(nameof(GoodIds), DisableDiscoveryEnumeration = true)]
    public void CheckId_ValidId_DoesNotThrow(string id)
    {
        var check = () => Arguments.CheckId(id);

        check.Should().NotThrow();
    }

    [Theory, Trait("Guarantee", "P13")]
    [InlineData(1_499, true)]
    [InlineData(1_500, false)]
    public void CheckName_LongerThan1499Bytes_Throws(int bytes, bool good)
    {
        var check = () => Arguments.CheckName(new string('x', bytes));

        if (good)
        {
            check.Should().NotThrow();
        }
        else
        {
            check.Should().Throw<ArgumentException>().WithMessage("*1499*");
        }
    }

    [Theory, Trait("Guarantee", "P13")]
    [InlineData("/", true)]
    [InlineData("__x__", true)]
    [InlineData("..", true)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData("a\tb", false)]
    public void CheckName_NullEmptyOrControlCharacter_Throws(string? type, bool good)
    {
        var check = () => Arguments.CheckName(type);

        if (good)
        {
            check.Should().NotThrow();
        }
        else
        {
            check.Should().Throw<ArgumentException>().WithParameterName(nameof(type));
        }
    }

    [Fact, Trait("Guarantee", "P13")]
    public void CheckText_LongerThanItsUtf8Limit_Throws()
    {
        var tooLong = (string text) => FluentActions.Invoking(() => Arguments.CheckText(text, 4));

        tooLong("").Should().NotThrow();
        tooLong("a\nb").Should().NotThrow();
        tooLong("éé").Should().NotThrow();
        tooLong("😀").Should().NotThrow();
        tooLong("ééa").Should().Throw<ArgumentException>().WithParameterName("text").WithMessage("*5 bytes*4*");
        tooLong("\ud83d").Should().Throw<ArgumentException>().WithParameterName("text");
        tooLong(null!).Should().Throw<ArgumentNullException>().WithParameterName("text");
    }

    [Fact, Trait("Guarantee", "P15")]
    public void CheckId_InvalidId_DoesNotShowTheContent()
    {
        const string id = "hunter2/";
        var check = () => Arguments.CheckId(id);

        check.Should().Throw<ArgumentException>().Which.ToString().Should().NotContain("hunter2");
    }
}
