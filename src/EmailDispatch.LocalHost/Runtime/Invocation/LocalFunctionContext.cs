using System.Diagnostics;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.LocalHost.Runtime.Invocation;

/// <summary>One invocation: what triggered it, what goes with it, and in the end what the function returned.</summary>
internal sealed class LocalFunctionContext(
    LocalFunctionDefinition definition,
    object trigger,
    IReadOnlyDictionary<string, object?> bindingData,
    IServiceProvider services,
    CancellationToken cancellationToken) : FunctionContext
{
    /// <summary>Where the worker package's <c>GetHttpContext()</c> looks for the request.</summary>
    public const string HttpContextItem = "HttpRequestContext";

    /// <summary>The request, message or timer, before it is bound to the parameter's type.</summary>
    public object Trigger => trigger;

    /// <summary>What the function returned, awaited; null where it returns nothing or has not run.</summary>
    public object? Result { get; set; }

    public override string InvocationId { get; } = Guid.NewGuid().ToString();

    public override string FunctionId => definition.Id;

    public override TraceContext TraceContext { get; } = new LocalTraceContext(Activity.Current);

    public override BindingContext BindingContext { get; } = new LocalBindingContext(bindingData);

    public override RetryContext RetryContext => LocalRetryContext.None;

    public override IServiceProvider InstanceServices { get; set; } = services;

    public override FunctionDefinition FunctionDefinition => definition;

    public override IDictionary<object, object> Items { get; set; } = new Dictionary<object, object>();

    public override IInvocationFeatures Features { get; } = new InvocationFeatures();

    public override CancellationToken CancellationToken => cancellationToken;
}

internal sealed class LocalBindingContext(IReadOnlyDictionary<string, object?> bindingData) : BindingContext
{
    public override IReadOnlyDictionary<string, object?> BindingData => bindingData;
}

/// <summary>Retry attributes are not acted on here, so every execution is the first. Redelivery is the queue's.</summary>
internal sealed class LocalRetryContext : RetryContext
{
    public static readonly LocalRetryContext None = new();

    public override int RetryCount => 0;

    public override int MaxRetryCount => 0;
}

/// <summary>The trace that was current when the invocation began; empty without one.</summary>
internal sealed class LocalTraceContext(Activity? activity) : TraceContext
{
    public override string TraceParent { get; } = activity?.Id ?? "";

    public override string TraceState { get; } = activity?.TraceStateString ?? "";
}
