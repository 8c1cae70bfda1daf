using AgentState.TestKit;
using CsCheck;

namespace AgentState.Tests;

/// <summary>Values have a total order, which sorting and searching require.</summary>
public sealed class ValueOrderTests
{
    private static readonly RandomValues Random = new RandomCalls(new DatabaseRoot("p")).Values;

    [Fact, Trait("Guarantee", "P8")]
    public void Compare_IsAntisymmetric() =>
        Gen.Select(Random.Storable, Random.Storable).Sample(static (left, right) =>
            Math.Sign(ValueOrder.Compare(left, right)) == -Math.Sign(ValueOrder.Compare(right, left)));

    [Fact, Trait("Guarantee", "P8")]
    public void Compare_IsTransitive() =>
        Random.Storable.Array[3, 8].Sample(static values =>
        {
            Array.Sort(values, ValueOrder.Compare);
            for (var i = 0; i < values.Length; i++)
            {
                for (var j = i; j < values.Length; j++)
                {
                    ValueOrder.Compare(values[i], values[j]).Should().BeLessThanOrEqualTo(0);
                }
            }
        });

    [Fact, Trait("Guarantee", "P8")]
    public void Utf8Order_OfTwoTexts_IsTheOrderOfTheirBytes() =>
        Gen.Select(Text, Text).Sample(static (left, right) =>
            Math.Sign(Utf8Order.Compare(left, right)) == Math.Sign(Bytes(left).AsSpan().SequenceCompareTo(Bytes(right))));

    private static byte[] Bytes(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    private static Gen<string> Text => Gen.OneOf("a", "z", "\u007F", "\u0080", "\uD7FF", "\uE000", "\uFFFD", "\U00010000", "\U0010FFFF")
        .Array[0, 4].Select(string.Concat);
}
