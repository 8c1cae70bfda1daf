// Two namespaces of the wire contract each have a Value; ours is the document's.
global using NullValue = Google.Protobuf.WellKnownTypes.NullValue;
global using Timestamp = Google.Protobuf.WellKnownTypes.Timestamp;
global using Value = Google.Cloud.Firestore.V1.Value;
