using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace AgentState.Tests;

/// <summary>A map that lacks a required member of a type cannot be read as the type, and the error names the member.</summary>
public sealed partial class StateMapRequiredTests
{
    private static readonly JsonSerializerOptions Own = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    private static readonly Func<StateMap, Review>[] Ways =
        [map => map.To<Review>(), map => map.To<Review>(Own), map => map.To(ReviewContext.Default.Review)];

    [Theory, Trait("Guarantee", "T20")]
    [InlineData("""{"number":1,"key":"k"}""", "repository")]
    [InlineData("""{"repository":"r","key":"k"}""", "number")]
    [InlineData("""{"repository":"r","number":1}""", "key")]
    [InlineData("""{"repository":"r","number":1,"key":"k","readers":[{"name":"a"},{}]}""", "readers[1].name")]
    [InlineData("""{"repository":"r","number":1,"key":"k","roles":{"a.b":{"count":1}}}""", "roles['a.b'].name")]
    [InlineData("""{"repository":"r","number":1,"key":"k","size":{"width":1}}""", "size.height")]
    [InlineData("""{"repository":null,"number":1,"key":"k"}""", "repository")]
    [InlineData("""{"repository":"r","number":1,"key":null}""", "key")]
    [InlineData("""{"repository":"r","number":1,"key":"k","text":null}""", "text")]
    [InlineData("""{"repository":"r","number":1,"key":"k","readers":[{"name":null}]}""", "readers[0].name")]
    public void To_WithoutARequiredMember_NamesIt(string json, string member)
    {
        foreach (var way in Ways)
        {
            var read = () => way(StateMap.FromJson(json));

            var error = read.Should().Throw<StateDataException>().Which;
            error.FieldPath.Should().Be(member);
            error.Message.Should().Contain($"'{member}'");
        }
    }

    [Fact, Trait("Guarantee", "T20")]
    public void To_WithoutAMemberOfADerivedType_NamesIt()
    {
        var map = StateMap.FromJson("""{"name":"n","shape":{"inner":{"kind":"circle"},"side":1,"kind":"square"}}""");

        map.Invoking(stored => stored.To(SampleContext.Default.Sample)).Should().Throw<StateDataException>()
            .Where(error => error.FieldPath == "shape.inner.area");
    }

    [Fact]
    public void To_WithoutOptionalMembers_KeepsTheirInitialValues()
    {
        foreach (var way in Ways)
        {
            var read = way(StateMap.FromJson("""{"repository":"r","number":1,"key":"k"}"""));

            read.Branch.Should().BeNull();
            read.Depth.Should().Be(3);
            read.Text.Should().BeNull();
        }
    }

    [Fact]
    public void FromAndTo_WithTheCallersOptions_LeaveThemUnchanged()
    {
        var options = new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

        StateMap.From(new Reader("a"), options).To<Reader>(options).Should().Be(new Reader("a"));

        (options.RespectRequiredConstructorParameters, options.RespectNullableAnnotations, options.Converters.Count)
            .Should().Be((false, false, 0));
        JsonSerializer.Deserialize<Reader>("{}", options).Should().Be(new Reader(null!));
    }

    [Fact]
    public void To_WithMetadataThatMakesAMemberOptional_AcceptsItsAbsence()
    {
        var options = new JsonSerializerOptions
        {
            TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { MakeOptional } },
        };

        StateMap.Empty.To<Reader>(options).Should().Be(new Reader(null!));

        static void MakeOptional(JsonTypeInfo type)
        {
            foreach (var member in type.Properties)
            {
                member.IsRequired = false;
            }
        }
    }

    // Reading is strict. Writing is not, so that a value that was read without an optional member can be written again.
    [Fact, Trait("Guarantee", "P13")]
    public void NullInAMemberThatIsNotNullable_IsWrittenButNotRead()
    {
        var map = StateMap.From(new Reader(null!), ReviewContext.Default.Reader);

        MapPatch.Empty.Set("reader", new Reader(null!), ReviewContext.Default.Reader).Count.Should().Be(1);
        map.Invoking(written => written.To(ReviewContext.Default.Reader)).Should().Throw<StateDataException>();
        map.Invoking(written => written.To<Reader>()).Should().Throw<StateDataException>();
    }

    [Fact]
    public void To_WithoutOptions_ReadsNamesInAnyCase() =>
        StateMap.FromJson("""{"NAME":"a"}""").To<Reader>().Should().Be(new Reader("a"));

    internal sealed record Review(string Repository, int Number, string? Branch = null, int Depth = 3)
    {
        public required string Key { get; init; }

        public string Text { get; set; } = null!;

        public Size? Size { get; init; }

        public IReadOnlyList<Reader> Readers { get; init; } = [];

        public Dictionary<string, Reader> Roles { get; init; } = [];
    }

    internal sealed record Reader(string Name);

    [method: JsonConstructor]
    [StructLayout(LayoutKind.Auto)]
    internal readonly record struct Size(int Width, int Height);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(Review))]
    internal sealed partial class ReviewContext : JsonSerializerContext;
}
