namespace AgentState.Tests.BadInput;

/// <summary>
/// Tests every parameter of every public method with each invalid value of its type: the error names it before anything is sent.
/// New methods are included automatically; a parameter of a new type fails until <see cref="BadArguments"/> lists its invalid values.
/// </summary>
public sealed class BadInputTests
{
    private static readonly (PublicCall Call, System.Reflection.ParameterInfo Parameter, string Label, object? Value)[] Table =
    [
        .. from call in PublicCall.All
           from parameter in call.Parameters
           from bad in BadArguments.For(call, parameter)
           select (call, parameter, bad.Label, bad.Value),
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact, Trait("Guarantee", "P13")]
    public async Task PublicMethod_InvalidArgument_NamesItAndSendsNothing()
    {
        var failures = new List<string>();
        foreach (var (call, parameter, label, value) in Table)
        {
            var fleet = await Fleet.CreateAsync();
            var error = await ErrorOfAsync(() => call.InvokeAsync(fleet, parameter, value, Token));

            var isNamed = error switch
            {
                ArgumentException { ParamName: { } name } =>
                    name == parameter.Name || name.StartsWith($"{parameter.Name}.", StringComparison.Ordinal),
                StateLimitException { Path: not null, Size: not null } => true,
                _ => false,
            };
            if (!isNamed || fleet.Calls > 0)
            {
                failures.Add(
                    $"{call} with {parameter.Name} {label}: {error?.GetType().Name ?? "no error"} " +
                    $"'{(error as ArgumentException)?.ParamName}', {fleet.Calls} calls");
            }
        }

        failures.Should().BeEmpty();
        Table.Length.Should().BeGreaterThan(200);
    }

    [Fact, Trait("Guarantee", "P12"), Trait("Guarantee", "P13")]
    public async Task PublicMethod_CancelledToken_ThrowsWithTheCallersToken()
    {
        using var source = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await source.CancelAsync();
        var failures = new List<string>();
        foreach (var call in PublicCall.All.Where(call => call.TakesToken && call.Method.Name != nameof(AgentStateClient.FlushAsync)))
        {
            var fleet = await Fleet.CreateAsync();
            var error = await ErrorOfAsync(() => call.InvokeAsync(fleet, spoilt: null, bad: null, source.Token));

            if (error is not OperationCanceledException cancelled || cancelled.CancellationToken != source.Token ||
                fleet.Client.Billed.Writes > 0)
            {
                failures.Add($"{call}: {error?.GetType().Name ?? "no error"}");
            }
        }

        failures.Should().BeEmpty();
    }

    [Fact, Trait("Guarantee", "P13")]
    public async Task PublicMethod_DisposedClient_ThrowsObjectDisposedException()
    {
        var failures = new List<string>();
        foreach (var call in PublicCall.All.Where(call => call.TakesToken && call.Method.Name != nameof(AgentStateClient.FlushAsync)))
        {
            var fleet = await Fleet.CreateAsync();
            await fleet.DisposeAsync();
            var error = await ErrorOfAsync(() => call.InvokeAsync(fleet, spoilt: null, bad: null, Token));

            if (error is not ObjectDisposedException)
            {
                failures.Add($"{call}: {error?.GetType().Name ?? "no error"}");
            }
        }

        failures.Should().BeEmpty();
    }

    // Proves that the tests above test the bad argument: each method accepts valid arguments.
    [Fact]
    public async Task PublicMethod_ValidArguments_AreAccepted()
    {
        foreach (var call in PublicCall.All)
        {
            var fleet = await Fleet.CreateAsync();
            var error = await ErrorOfAsync(() => call.InvokeAsync(fleet, spoilt: null, bad: null, Token));

            error.Should().Match<Exception?>(
                found => found == null || found is StateNotFoundException, "{0} must accept valid arguments", call);
        }
    }

    private static async Task<Exception?> ErrorOfAsync(Func<Task> call)
    {
        try
        {
            await call();
            return null;
        }
        catch (Exception error)
        {
            return error;
        }
    }
}
