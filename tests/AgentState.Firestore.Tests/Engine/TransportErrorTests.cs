using Google.Cloud.Firestore.V1;
using Grpc.Core;

namespace AgentState.Firestore.Tests.Engine;

/// <summary>Tests statuses that gRPC generates from an error of the connection.</summary>
public sealed class TransportErrorTests
{
    private static readonly DatabaseRoot Root = new("p");

    public static TheoryData<StatusCode> MadeUp { get; } = new(
        StatusCode.ResourceExhausted, StatusCode.PermissionDenied, StatusCode.Internal, StatusCode.Unavailable, StatusCode.Cancelled);

    [Theory, Trait("Guarantee", "P9"), MemberData(nameof(MadeUp))]
    public void Status_FromABrokenConnection_MayHaveBeenApplied(StatusCode code)
    {
        var closed = new HttpProtocolException(0xb, "The HTTP/2 server closed the connection.", innerException: null);

        var error = ErrorTranslation.OfWrite(Error(code, closed), Root, CancellationToken.None);

        error.Should().BeOfType<StateUnavailableException>().Which.MayHaveBeenApplied.Should().BeTrue();
    }

    [Theory, Trait("Guarantee", "P9")]
    [InlineData(HttpRequestError.ConnectionError)]
    [InlineData(HttpRequestError.NameResolutionError)]
    [InlineData(HttpRequestError.SecureConnectionError)]
    public void Status_WithoutAConnection_WasNotApplied(HttpRequestError reason)
    {
        var error = ErrorTranslation.OfWrite(
            Error(StatusCode.Unavailable, new HttpRequestException(reason)), Root, CancellationToken.None);

        error.Should().BeOfType<StateUnavailableException>().Which.MayHaveBeenApplied.Should().BeFalse();
    }

    [Fact, Trait("Guarantee", "P9")]
    public void Status_FromABrokenConnection_IsNotAConflict()
    {
        var write = new Write { Delete = "a", CurrentDocument = new Precondition { Exists = false } };

        ErrorTranslation.ConflictOf(Error(StatusCode.AlreadyExists, new IOException("broken")), [write]).Should().BeNull();
        ErrorTranslation.IsMissingDocument(Error(StatusCode.NotFound, new HttpRequestException("404"))).Should().BeFalse();
    }

    private static RpcException Error(StatusCode code, Exception cause) => new(new Status(code, "made up", cause));
}
