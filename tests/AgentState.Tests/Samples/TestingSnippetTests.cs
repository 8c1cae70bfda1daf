using Snippets;

namespace AgentState.Tests.Samples;

// The tests that docs/testing.md shows run here.

/// <summary>Runs the tests of a handler.</summary>
public sealed class GreetingHandlerSnippetTests : GreetingHandlerTests;

/// <summary>Runs the tests of failures, timeouts and cancellation.</summary>
public sealed class AttemptSnippetTests : AttemptTests;

/// <summary>Runs the test with the embedded engine and a fake clock.</summary>
public sealed class LeaseSnippetTests : LeaseTests;
