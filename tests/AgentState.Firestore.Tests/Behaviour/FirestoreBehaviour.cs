using Google.Cloud.Firestore.V1;
using static Google.Cloud.Firestore.V1.StructuredQuery.Types;
using Operator = Google.Cloud.Firestore.V1.StructuredQuery.Types.FieldFilter.Types.Operator;

namespace AgentState.Firestore.Tests.Behaviour;

/// <summary>
/// Base of the tests of the service itself, without the engine of this library. The embedded engine copies this behaviour, and the
/// stores rely on it. A failure after an update of the emulator means that the service or the emulator has changed.
/// </summary>
public abstract class FirestoreBehaviour(EmulatorFixture fixture) : IDisposable
{
    private protected RawDatabase Database => field ??= new RawDatabase(fixture.Emulator);

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing) => Database.Dispose();

    private protected static StructuredQuery Query() =>
        new() { From = { new CollectionSelector { CollectionId = RawDatabase.Collection } } };

    private protected static Filter Where(string field, Operator op, Value value) =>
        new() { FieldFilter = new FieldFilter { Field = Field(field), Op = op, Value = value } };

    private protected static Order By(string field, Direction direction = Direction.Ascending) =>
        new() { Field = Field(field), Direction = direction };

    private protected static FieldReference Field(string path) => new() { FieldPath = path };

    private protected static Value Array(params Value[] values) => Values.Of(values);

    private protected static Value Double(double value) => new() { DoubleValue = value };
}
