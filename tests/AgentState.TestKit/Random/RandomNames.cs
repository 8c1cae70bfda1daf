using CsCheck;

namespace AgentState.TestKit;

/// <summary>
/// Random names from small pools, so that separate calls use the same names; they include special characters and hard sort orders.
/// </summary>
internal sealed class RandomNames(DatabaseRoot root)
{
    private static readonly string[] Ids = ["1", "2", "10", "A", "a", "é", "\uFFFD", "𝒳", "x y", "__id7__", "__id10__", "__id-3__", "~"];
    private static readonly string[] BadIds = ["", ".", "..", "__x__", "__id0__", "__id07__"];
    private static readonly string[] Collections = ["c", "c", "c", "c", "c", "c", "d", "c/1/c", "c/1/e", "d/𝒳/c"];
    private static readonly string[] Fields = ["a", "a", "a", "b", "b", "n", "n", "m", "é", "𝒳", "a.b", "x y", "`", "\\", "1"];

    private readonly string documents = $"{root.Database}/documents";

    public Gen<string> Field { get; } = Gen.OneOf(Fields);

    /// <summary>A field path; sometimes of a field in a map, rarely an invalid one.</summary>
    public Gen<string> Path => Gen.Frequency(
        (100, Field.Select(name => FieldPath.Of(name))),
        (20, Gen.OneOf("a", "b", "1").Select(name => FieldPath.Of("m", name))),
        (1, Gen.OneOf("`a`", "m.`a`.b", "m.a.b.c")),
        (1, Gen.OneOf("", "a..b", "1a", "a-b", "`a", "``", "__x__", "m.__x__", "a.", "é")));

    /// <summary>A document name, nearly always a valid one.</summary>
    public Gen<string> Document => Gen.Frequency(
        (300, Gen.Select(Gen.OneOf(Collections), Gen.OneOf(Ids), (collection, id) => $"{documents}/{collection}/{id}")),
        (1, Gen.OneOf(BadIds).Select(id => $"{documents}/c/{id}")),
        (1, Gen.OneOf("/c", "/c/1/c", "/c//1", "").Select(path => documents + path)));

    public Gen<string> Parent => Gen.Frequency(
        (60, Gen.Const(documents)),
        (12, Gen.Const($"{documents}/c/1")),
        (1, Gen.OneOf($"{documents}/c/none", $"{documents}/d/𝒳")),
        (1, Gen.OneOf($"{documents}/c", $"{documents}/c/__x__")));

    public Gen<string> CollectionId { get; } = Gen.Frequency(
        (100, Gen.Const("c")), (20, Gen.Const("d")), (10, Gen.Const("e")), (1, Gen.OneOf("__x__", "c/d", ".")));
}
