using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Google.Cloud.Firestore.V1;

namespace AgentState.Internal.Data.Checks;

/// <summary>Tracks the position in a value that is to be stored, and rejects content that Firestore cannot store there.</summary>
/// <remarks>
/// Invalid content throws <see cref="ArgumentException"/>; too large content throws <see cref="StateLimitException"/>. Both contain the
/// field's path.
/// </remarks>
/// <param name="argument">The name of the caller's argument.</param>
/// <param name="nesting">The number of maps and arrays that enclose the value.</param>
internal sealed class ValueCursor(string argument, int nesting = 0)
{
    private const string PathKey = "AgentState.Path";

    private readonly List<Step> steps = [];
    private readonly int outerNesting = nesting;
    private int nesting = nesting;
    private int pathBytes;

    // The error in the enclosing map, which does not apply if that map turns out to be a vector.
    private ArgumentException? doubt;

    /// <summary>The current path, such as <c>payload.items[3].name</c>; empty at the start.</summary>
    public string Path
    {
        get
        {
            var path = new StringBuilder();
            foreach (var step in steps)
            {
                if (step.Name is null)
                {
                    path.Append('[').Append(step.Index.ToString(CultureInfo.InvariantCulture)).Append(']');
                    continue;
                }

                path.Append(path.Length == 0 ? "" : ".").Append(Shown(step.Name));
            }

            return path.ToString();
        }
    }

    /// <summary>Whether decimals are stored as text.</summary>
    public bool DecimalsAsText { get; init; }

    /// <summary>Returns the path at which a cursor threw an error; null for other errors.</summary>
    /// <remarks>The message of such an error shows no content.</remarks>
    public static string? PathOf(Exception error) => error.Data[PathKey] as string;

    public void EnterMap()
    {
        if (doubt is not null)
        {
            // A vector contains no map, so the enclosing map is not a vector.
            throw doubt;
        }

        Nest();
    }

    /// <summary>Leaves a map after all its entries; only here can the cursor decide whether it is a vector.</summary>
    public void LeaveMap(MapValue map)
    {
        nesting--;
        if (!VectorValue.Is(map))
        {
            if (doubt is not null)
            {
                throw doubt;
            }

            return;
        }

        doubt = null;
        if (IsItem)
        {
            throw Refuse("is a vector directly inside an array, which Firestore cannot store. Put a map between them.");
        }
    }

    public void EnterArray()
    {
        if (IsItem)
        {
            throw Refuse("is an array directly inside an array, which Firestore cannot store. Put a map between them.");
        }

        Nest();
    }

    public void LeaveArray() => nesting--;

    public void EnterField(string name)
    {
        var bytes = string.IsNullOrEmpty(name) ? 0 : Encoding.UTF8.GetByteCount(name);
        var added = pathBytes == 0 ? bytes : bytes + 1;

        // Adds the step before the checks, so that the error contains the field.
        steps.Add(new Step(name ?? "", 0, added));
        pathBytes += added;

        if (bytes == 0)
        {
            throw Refuse("has an empty name.");
        }

        if (name is VectorValue.TypeName)
        {
            Doubt(
                "has the name __type__, which Firestore reserves for vectors. A vector is the map " +
                "{\"__type__\": \"__vector__\", \"value\": [...]} without other entries and with " +
                $"1 to {VectorValue.MaxDimensions} doubles, none of them NaN.");
        }
        else if (ValueRules.IsReserved(name!))
        {
            throw Refuse("has a name of the form __x__, which Firestore reserves. Use another name.");
        }

        if (pathBytes > ValueRules.MaxPathBytes)
        {
            Doubt(
                $"has a path of {pathBytes} bytes; the limit is {ValueRules.MaxPathBytes} bytes, including the names of enclosing fields.");
        }

        if (!ValueRules.IsWellFormed(name))
        {
            throw Refuse("has a name with half of a surrogate pair, which has no UTF-8 form.");
        }
    }

    public void EnterItem(int index) => steps.Add(new Step(null, index, 0));

    public void Leave()
    {
        pathBytes -= steps[^1].Bytes;
        steps.RemoveAt(steps.Count - 1);
    }

    public void CheckText(string text)
    {
        if (!ValueRules.IsWellFormed(text))
        {
            throw Refuse("contains half of a surrogate pair, which has no UTF-8 form.");
        }

        CheckBytes(ValueRules.BytesIfOver(text, ValueRules.MaxValueBytes));
    }

    public void CheckBytes(int length)
    {
        if (length > ValueRules.MaxValueBytes)
        {
            throw new StateLimitException($"{Where()} has {length} bytes; the limit of one value is {ValueRules.MaxValueBytes} bytes.")
            {
                Path = Path,
                Size = length,
                Limit = ValueRules.MaxValueBytes,
            };
        }
    }

    /// <summary>Creates an error for the current position; its message contains the path but not the content.</summary>
    public ArgumentException Refuse(string why, Exception? cause = null) =>
        new($"{Where()} {why}", argument, cause) { Data = { [PathKey] = Path } };

    private bool IsItem => steps.Count > 0 && steps[^1].Name is null;

    private void Nest()
    {
        if (++nesting > ValueRules.MaxNesting)
        {
            Doubt($"is nested too deep: Firestore stores at most {ValueRules.MaxNesting} nested maps and arrays.");
        }
    }

    // Throws at once if no enclosing map of this cursor could be a vector.
    private void Doubt(string why)
    {
        doubt ??= Refuse(why);
        if (nesting == outerNesting)
        {
            throw doubt;
        }
    }

    private string Where() => steps.Count == 0 ? "The value" : $"The value at '{Path}'";

    private static string Shown(string name) => name.Length <= 100 ? FieldPath.Of(name) : $"{FieldPath.Of(name[..100])}...";

    // A field if Name is set, otherwise an item of an array.
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Step(string? Name, int Index, int Bytes);
}
