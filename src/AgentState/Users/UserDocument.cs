using AgentState.Internal.Data;
using AgentState.Internal.Documents.Writing;
using Google.Cloud.Firestore.V1;
using static AgentState.Internal.Users.UserFields;

namespace AgentState.Internal.Users;

/// <summary>The stored form of a user: <c>users/{userId}</c>.</summary>
internal static class UserDocument
{
    public const string Collection = "users";

    public static string NameOf(DatabaseRoot root, string userId) => root.Document(Collection, userId);

    public static User Read(Document document)
    {
        var id = DatabaseRoot.IdOf(document.Name);
        var reader = new DocumentReader(document, $"{Collection}/{id}");
        return new User
        {
            Id = id,
            DisplayName = reader.Text(DisplayName),
            Preferences = reader.Map(Preferences) ?? StateMap.Empty,
            Tier = UserTierText.Read(reader.Text(Tier)),
            CreatedAt = reader.Time(CreatedAt) ?? document.CreateTime.ToDateTimeOffset(),
            UpdatedAt = reader.Time(UpdatedAt) ?? document.UpdateTime.ToDateTimeOffset(),
            Version = StateVersion.Of(document.UpdateTime),
        };
    }

    /// <summary>Creates a user with all shared fields; a display name is stored only if it was given.</summary>
    public static Write Create(string name, UserUpdate given)
    {
        List<KeyValuePair<string, Value>> fields =
        [
            new(Preferences, Values.Of(given.PreferencesToMerge ?? StateMap.Empty)),
            new(Tier, Values.Of(UserTierText.Of(given.Tier ?? UserTier.Free))),
        ];
        if (given.DisplayName is { } displayName)
        {
            fields.Add(new(DisplayName, Values.Of(displayName)));
        }

        return Writes.Create(name, fields).WithServerTime(CreatedAt, UpdatedAt);
    }

    /// <summary>Writes only the given fields and merges preferences leaf by leaf.</summary>
    public static Write Merge(string name, UserUpdate given)
    {
        var fields = new List<KeyValuePair<string, Value>>();
        var mask = new List<string>();
        if (given.DisplayName is { } displayName)
        {
            fields.Add(new(DisplayName, Values.Of(displayName)));
            mask.Add(DisplayName);
        }

        if (given.Tier is { } tier)
        {
            fields.Add(new(Tier, Values.Of(UserTierText.Of(tier))));
            mask.Add(Tier);
        }

        if (given.PreferencesToMerge is { } preferences)
        {
            fields.Add(new(Preferences, Values.Of(preferences)));
            mask.AddRange(MapMerge.Mask(Preferences, preferences.Fields));
        }

        return Writes.Patch(name, fields, mask).WithServerTime(UpdatedAt);
    }

    /// <summary>Whether a stored user already has all values of the update.</summary>
    public static bool Holds(Document? document, UserUpdate given)
    {
        return document is not null &&
            (given.DisplayName is not { } displayName || Is(DisplayName, displayName)) &&
            (given.Tier is not { } tier || Is(Tier, UserTierText.Of(tier))) &&
            (given.PreferencesToMerge is not { } preferences ||
                MapMerge.Holds(document.Fields.GetValueOrDefault(Preferences), preferences.Fields));

        bool Is(string field, string text) => document.Fields.GetValueOrDefault(field)?.StringValue == text;
    }

    /// <summary>Returns the user that a create stored: the sent fields and the times that the server set.</summary>
    public static User Created(Document sent, WriteResult written) => Read(new Document
    {
        Name = sent.Name,
        Fields = { sent.Fields },
        CreateTime = written.UpdateTime,
        UpdateTime = written.UpdateTime,
    }) with
    {
        CreatedAt = written.TransformResults[0].TimestampValue.ToDateTimeOffset(),
        UpdatedAt = written.TransformResults[1].TimestampValue.ToDateTimeOffset(),
    };
}
