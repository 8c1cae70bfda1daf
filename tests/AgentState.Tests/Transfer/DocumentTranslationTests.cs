using Google.Cloud.Firestore.V1;

namespace AgentState.Tests;

/// <summary>The names, references and parent paths of a document that is copied into another database.</summary>
public sealed class DocumentTranslationTests
{
    private static readonly DatabaseRoot Source = new("one", parentPath: "envs/a");
    private static readonly DatabaseRoot Target = new("two", "data", "envs/b");

    [Theory]
    [InlineData("projects/one/databases/(default)/documents/envs/a/users/1", "projects/two/databases/data/documents/envs/b/users/1")]
    [InlineData("projects/one/databases/(default)/documents/envs/ab/users/1", "projects/two/databases/data/documents/envs/ab/users/1")]
    [InlineData("projects/one/databases/(default)/documents/users/1", "projects/two/databases/data/documents/users/1")]
    [InlineData("projects/one/databases/other/documents/users/1", "projects/one/databases/other/documents/users/1")]
    [InlineData("projects/one-more/databases/(default)/documents/users/1", "projects/one-more/databases/(default)/documents/users/1")]
    public void Translate_Reference_RefersToTheTarget(string name, string expected)
    {
        var document = Of("users/1", ("field", Values.Map(("list", Values.Of([Values.Reference(name)])))));

        var translated = Translate(document, Source, Target);

        translated.Fields["field"].MapValue.Fields["list"].ArrayValue.Values[0].ReferenceValue.Should().Be(expected);
        document.Fields["field"].MapValue.Fields["list"].ArrayValue.Values[0].ReferenceValue.Should().Be(name, "messages are shared");
    }

    [Fact]
    public void Translate_BetweenRoots_KeepsThePath()
    {
        var translated = Translate(Of("tasks/t1", ("text", Values.Of(Source.Parent))), Source, new DatabaseRoot("two"));

        translated.Name.Should().Be("projects/two/databases/(default)/documents/tasks/t1");
        translated.Fields["text"].StringValue.Should().Be(Source.Parent, "text is content");
    }

    [Theory]
    [InlineData("agents/a/instances/i1", "envs/a", "envs/b")]
    [InlineData("agents/a/instances/i1", "envs/another", "envs/another")]
    [InlineData("users/1", "envs/a", "envs/a")]
    public void Translate_ParentPath_ChangesInInstancesOfTheSource(string path, string before, string after) =>
        Translate(Of(path, ("parentPath", Values.Of(before))), Source, Target).Fields["parentPath"].StringValue.Should().Be(after);

    private static Document Translate(Document document, DatabaseRoot source, DatabaseRoot target) =>
        new DocumentTranslation(source, target).Translate(document).Update;

    private static Document Of(string path, params ReadOnlySpan<(string Name, Value Value)> fields)
    {
        var document = new Document { Name = $"{Source.Parent}/{path}" };
        foreach (var (name, value) in fields)
        {
            document.Fields.Add(name, value);
        }

        return document;
    }
}
