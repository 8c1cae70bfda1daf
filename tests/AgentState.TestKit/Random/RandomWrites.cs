using CsCheck;
using Google.Cloud.Firestore.V1;
using static Google.Cloud.Firestore.V1.DocumentTransform.Types;
using Timestamp = Google.Protobuf.WellKnownTypes.Timestamp;

namespace AgentState.TestKit;

/// <summary>Random writes with preconditions, masks and transforms.</summary>
internal sealed class RandomWrites(RandomNames names, RandomValues values)
{
    /// <summary>A placeholder for the version of the document at the time of the call.</summary>
    public static readonly Timestamp CurrentVersion = new() { Seconds = 11 };

    /// <summary>A placeholder for an earlier version of the document, if there is one.</summary>
    public static readonly Timestamp EarlierVersion = new() { Seconds = 12 };

    public Gen<Write> Any => Gen.Select(
        Gen.Frequency((6, Set), (6, Patch), (1, Delete), (1, Transform)),
        Condition,
        (write, condition) =>
        {
            write.CurrentDocument = condition;
            return write;
        });

    /// <summary>Writes of whole documents without a precondition; nearly all can be stored.</summary>
    public Gen<Write> Storable => Gen.Select(names.Document, Gen.Select(names.Field, values.Storable).Array[2, 6], static (name, fields) =>
        new Write { Update = new Document { Name = name, Fields = { Distinct(fields) } } });

    /// <summary>Writes that mostly name different documents, as a batch requires.</summary>
    public Gen<IReadOnlyList<Write>> Batch => Any.Array[1, 4].Select(writes =>
        (IReadOnlyList<Write>)[.. writes.DistinctBy(Writes.NameOf)]);

    private Gen<Write> Set => Gen.Select(names.Document, Fields, Transforms(0, 1), (name, fields, transforms) =>
        new Write { Update = new Document { Name = name, Fields = { fields } }, UpdateTransforms = { transforms } });

    private Gen<Write> Patch => Gen.Select(
        names.Document,
        Fields,
        names.Path.Array[0, 3],
        Transforms(0, 2),
        static (name, fields, mask, transforms) => new Write
        {
            Update = new Document { Name = name, Fields = { fields } },
            UpdateMask = new DocumentMask { FieldPaths = { mask } },
            UpdateTransforms = { transforms },
        });

    private Gen<Write> Delete => names.Document.Select(name => new Write { Delete = name });

    private Gen<Write> Transform => Gen.Select(names.Document, Transforms(0, 2), (name, transforms) =>
        new Write { Transform = new DocumentTransform { Document = name, FieldTransforms = { transforms } } });

    private Gen<Dictionary<string, Value>> Fields =>
        Gen.Select(names.Field, values.Any).Array[0, 5].Select(static fields => Distinct(fields));

    private static Dictionary<string, Value> Distinct(IEnumerable<(string Name, Value Value)> fields)
    {
        var distinct = new Dictionary<string, Value>();
        foreach (var (name, value) in fields)
        {
            distinct[name] = value;
        }

        return distinct;
    }

    private static Gen<Precondition?> Condition { get; } = Gen.Frequency<Func<Precondition?>>(
        (30, () => null),
        (3, () => new Precondition { Exists = true }),
        (3, () => new Precondition { Exists = false }),
        (6, () => new Precondition { UpdateTime = CurrentVersion }),
        (2, () => new Precondition { UpdateTime = EarlierVersion }),
        (1, () => new Precondition { UpdateTime = new Timestamp { Seconds = 1_577_836_800 } }),
        (1, () => new Precondition { UpdateTime = new Timestamp { Seconds = 1_577_836_800, Nanos = 1 } }),
        (1, () => new Precondition())).Select(make => make());

    private Gen<FieldTransform[]> Transforms(int least, int most) => FieldTransform.Array[least, most];

    private Gen<FieldTransform> FieldTransform => Gen.Select(
        names.Path,
        Gen.OneOf<Gen<FieldTransform>>(
            Gen.Const(() => new FieldTransform { SetToServerValue = DocumentTransform.Types.FieldTransform.Types.ServerValue.RequestTime }),
            values.Number.Select(value => new FieldTransform { Increment = value }),
            values.Number.Select(value => new FieldTransform { Maximum = value }),
            values.Number.Select(value => new FieldTransform { Minimum = value }),
            values.Scalar.Select(value => new FieldTransform { Maximum = value }),
            values.Elements(0, 3).Select(elements => new FieldTransform { AppendMissingElements = elements }),
            values.Elements(0, 3).Select(elements => new FieldTransform { RemoveAllFromArray = elements })).SelectMany(static gen => gen),
        static (path, transform) =>
        {
            transform.FieldPath = path;
            return transform;
        });
}
