using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Google.Cloud.Firestore.V1;

namespace AgentState;

/// <summary>
/// Follows a walk through a value that is to be stored: knows where it stands, and refuses what Firestore does not store there.
/// Bad content is an <see cref="ArgumentException"/>, too much of it a <see cref="StateLimitException"/>; both name the field's path.
/// </summary>
/// <param name="argument">The name of the caller's argument.</param>
/// <param name="nesting">How many maps and arrays lie around the value.</param>
internal sealed class ValueCursor(string argument, int nesting = 0)
{
    private const string PathKey = "AgentState.Path";

    private readonly List<Step> steps = [];
    private readonly int outerNesting = nesting;
    private int nesting = nesting;
    private int pathBytes;

    // What is wrong in the map around, unless that turns out to be a vector.
    private ArgumentException? doubt;

    /// <summary>The path from the start of the walk, such as <c>payload.items[3].name</c>; empty at the start.</summary>
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

    /// <summary>Whether decimals become text.</summary>
    public bool DecimalsAsText { get; init; }

    /// <summary>Where a walk refused something; null for an error that no walk threw. The message of one that it threw shows no content.</summary>
    public static string? PathOf(Exception error) => error.Data[PathKey] as string;

    public void EnterMap()
    {
        if (doubt is not null)
        {
            // A vector holds no map.
            throw doubt;
        }

        Nest();
    }

    /// <summary>Leaves a map of which all was walked. Only now is it known whether it is a vector.</summary>
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
            throw Refuse("is a vector directly inside an array, which Firestore does not store. Put a map between them.");
        }
    }

    public void EnterArray()
    {
        if (IsItem)
        {
            throw Refuse("is an array directly inside an array, which Firestore does not store. Put a map between them.");
        }

        Nest();
    }

    public void LeaveArray() => nesting--;

    public void EnterField(string name)
    {
        var bytes = string.IsNullOrEmpty(name) ? 0 : Encoding.UTF8.GetByteCount(name);
        var added = pathBytes == 0 ? bytes : bytes + 1;

        // The step is taken before it is judged, so that the error names the field.
        steps.Add(new Step(name ?? "", 0, added));
        pathBytes += added;

        if (bytes == 0)
        {
            throw Refuse("has an empty name.");
        }

        if (name is VectorValue.TypeName)
        {
            Doubt(
                "has the name __type__, which Firestore keeps for a vector: the map {\"__type__\": \"__vector__\", \"value\": [...]} with no other entry and " +
                $"with 1 to {VectorValue.MaxDimensions} doubles, none of them NaN.");
        }
        else if (ValueRules.IsReserved(name!))
        {
            throw Refuse("has a name of the form __x__, which Firestore keeps for itself.");
        }

        if (pathBytes > ValueRules.MaxPathBytes)
        {
            Doubt($"has a path of {pathBytes} bytes; Firestore takes at most {ValueRules.MaxPathBytes}, the names of all fields around it included.");
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
            throw Refuse("holds half of a surrogate pair, which has no UTF-8 form.");
        }

        CheckBytes(ValueRules.BytesIfOver(text, ValueRules.MaxValueBytes));
    }

    public void CheckBytes(int length)
    {
        if (length > ValueRules.MaxValueBytes)
        {
            throw new StateLimitException($"{Where()} has {length} bytes; Firestore stores at most {ValueRules.MaxValueBytes} in one value.")
            {
                Path = Path,
                Size = length,
                Limit = ValueRules.MaxValueBytes,
            };
        }
    }

    /// <summary>The error to throw here. It says where, never what stands there.</summary>
    public ArgumentException Refuse(string why, Exception? cause = null) => new($"{Where()} {why}", argument, cause) { Data = { [PathKey] = Path } };

    private bool IsItem => steps.Count > 0 && steps[^1].Name is null;

    private void Nest()
    {
        if (++nesting > ValueRules.MaxNesting)
        {
            Doubt($"lies too deep: Firestore stores at most {ValueRules.MaxNesting} maps and arrays inside each other.");
        }
    }

    // Throws at once where no map of this walk lies around, which could be a vector.
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

    // A field where Name is set, else an item of an array.
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Step(string? Name, int Index, int Bytes);
}
