namespace AgentState.Tests;

/// <summary>Creating a map with content that Firestore does not store throws; each limit is tested on both sides.</summary>
public sealed class StateMapContentTests
{
    private const int Nesting = 20;
    private const int PathBytes = 1_500;
    private const int ValueBytes = 1_048_487;

    // The cases are not in attributes, which store UTF-8 and cannot hold a lone surrogate.
    public static TheoryData<string, string> BadNames { get; } = new()
    {
        { "", "empty name" },
        { "__x__", "which Firestore reserves" },
        { "____", "which Firestore reserves" },
        { "__\n__", "which Firestore reserves" },
        { "a\ud800", "surrogate" },
        { "\udc00b", "surrogate" },
        { "\udc00\ud800", "surrogate" },
        { new string('x', PathBytes + 1), "1501 bytes" },
        { new string('é', (PathBytes / 2) + 1), "1502 bytes" },
    };

    public static TheoryData<string> GoodNames { get; } =
    [
        "__", "__x", "x__", ".", "..", "a.b", "`", "\\", " ", "\u0000", "é", "😀", "$type",
        new string('x', PathBytes), new string('é', PathBytes / 2),
    ];

    [Theory, Trait("Guarantee", "P13")]
    [MemberData(nameof(BadNames), DisableDiscoveryEnumeration = true)]
    public void FromDictionary_WithAnInvalidName_Throws(string name, string why)
    {
        var make = () => StateMap.FromDictionary(new Dictionary<string, object?> { [name] = 1 });

        make.Should().Throw<ArgumentException>().WithParameterName("entries").WithMessage($"*{why}*");
    }

    [Theory, Trait("Guarantee", "P13")]
    [MemberData(nameof(GoodNames), DisableDiscoveryEnumeration = true)]
    public void FromDictionary_WithAnUnusualName_KeepsIt(string name) =>
        StateMap.FromDictionary(new Dictionary<string, object?> { [name] = 1 }).ToDictionary().Should().ContainKey(name);

    [Fact, Trait("Guarantee", "P13")]
    public void FromDictionary_WithALongPath_CountsTheParentNames()
    {
        static StateMap Make(int length) => StateMap.FromDictionary(new Dictionary<string, object?>
        {
            ["ab"] = new object[] { new Dictionary<string, object?> { [new string('x', length)] = 1 } },
        });

        var tooLong = () => Make(PathBytes - 2);

        Make(PathBytes - 3).Count.Should().Be(1);
        tooLong.Should().Throw<ArgumentException>().WithMessage("*ab?0?.xxx*1501 bytes*");
    }

    [Theory, Trait("Guarantee", "P13")]
    [InlineData(false)]
    [InlineData(true)]
    public void FromDictionary_TooDeep_Throws(bool withArrays)
    {
        // The outer map is the first level.
        object? Nested(int levels)
        {
            object? value = 1;
            for (var level = 1; level < levels; level++)
            {
                value = withArrays && level % 2 == 1 ? new[] { value } : new Dictionary<string, object?> { ["m"] = value };
            }

            return value;
        }

        StateMap Make(int levels) => StateMap.FromDictionary(new Dictionary<string, object?> { ["m"] = Nested(levels) });
        var tooDeep = () => Make(Nesting + 1);

        Make(Nesting).Count.Should().Be(1);
        tooDeep.Should().Throw<ArgumentException>().WithParameterName("entries").WithMessage("*'m*m*too deep*");
    }

    [Fact, Trait("Guarantee", "P13")]
    public void FromDictionary_ContainingItself_Throws()
    {
        var entries = new Dictionary<string, object?>();
        entries["self"] = entries;
        var items = new List<object?>();
        items.Add(items);

        var ofMap = () => StateMap.FromDictionary(entries);
        var ofList = () => StateMap.FromDictionary(new Dictionary<string, object?> { ["items"] = items });

        ofMap.Should().Throw<ArgumentException>().WithMessage("*too deep*");
        ofList.Should().Throw<ArgumentException>().WithMessage("*'items?0?'*array directly inside an array*");
    }

    [Fact, Trait("Guarantee", "P13")]
    public void FromDictionary_WithANestedMapTooDeep_Throws()
    {
        var deep = StateMap.FromJson(string.Concat(Enumerable.Repeat("{\"m\":", Nesting - 1)) + "{}" + new string('}', Nesting - 1));

        var make = () => StateMap.FromDictionary(new Dictionary<string, object?> { ["outer"] = deep });

        make.Should().Throw<ArgumentException>().WithMessage("*'outer.m*too deep*");
    }

    [Fact, Trait("Guarantee", "T45")]
    public void FromDictionary_WithAStringOrBytesTooLong_ThrowsWithTheSize()
    {
        static StateMap Make(object value) => StateMap.FromDictionary(new Dictionary<string, object?> { ["a"] = new[] { value } });
        static StateMap Json(string value) => StateMap.FromJson($$"""{"a":["{{value}}"]}""");

        Action[] tooLong =
        [
            () => Make(new string('x', ValueBytes + 1)),
            () => Make(new byte[ValueBytes + 1]),
            () => Json(new string('x', ValueBytes + 1)),
            () => Make(new string('é', (ValueBytes / 2) + 1)),
        ];

        Make(new string('x', ValueBytes)).Count.Should().Be(1);
        Make(new byte[ValueBytes]).Count.Should().Be(1);
        Json(new string('x', ValueBytes)).Count.Should().Be(1);
        foreach (var make in tooLong)
        {
            var error = make.Should().Throw<StateLimitException>().Which;
            (error.Path, error.Size, error.Limit).Should().Be(("a[0]", ValueBytes + 1, ValueBytes));
        }
    }

    [Theory, Trait("Guarantee", "P13")]
    [InlineData("a\ud83d\ude00", true)]
    [InlineData("", true)]
    [InlineData("é", true)]
    public void IsWellFormed_ValidText_IsTrue(string text, bool expected) => ValueRules.IsWellFormed(text).Should().Be(expected);

    [Fact, Trait("Guarantee", "P13")]
    public void FromDictionary_WithALoneSurrogateInAValue_Throws()
    {
        foreach (var text in new[] { "\ud800", "a\udc00", "\udc00\ud800", "\ud83d\ude00\ud83d", "\ud83dx\ude00" })
        {
            var make = () => StateMap.FromDictionary(new Dictionary<string, object?> { ["a"] = text });

            make.Should().Throw<ArgumentException>().WithMessage("*'a'*surrogate*");
        }
    }

    [Fact, Trait("Guarantee", "P13")]
    public void FromDictionary_InvalidValue_NamesTheFieldNotTheContent()
    {
        var make = () => StateMap.FromDictionary(new Dictionary<string, object?>
        {
            ["a.b"] = new Dictionary<string, object?> { ["c"] = "hunter2\ud800" },
        });

        make.Should().Throw<ArgumentException>().WithMessage("The value at '`a.b`.c' *").And.ToString().Should().NotContain("hunter2");
    }
}
