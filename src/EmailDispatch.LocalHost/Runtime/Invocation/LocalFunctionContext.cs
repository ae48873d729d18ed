using System.Collections;
using System.Diagnostics;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.LocalHost.Runtime.Invocation;

/// <summary>One invocation: its trigger, data and result.</summary>
internal sealed class LocalFunctionContext(
    LocalFunctionDefinition definition,
    object trigger,
    IReadOnlyDictionary<string, object?> bindingData,
    IServiceProvider services,
    CancellationToken cancellationToken) : FunctionContext
{
    /// <summary>The key under which the worker package's <c>GetHttpContext()</c> finds the request.</summary>
    public const string HttpContextItem = "HttpRequestContext";

    /// <summary>The request, message or timer.</summary>
    public object Trigger => trigger;

    /// <summary>The awaited result of the function; null if it returns nothing or has not run.</summary>
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

/// <summary>Retry attributes have no effect here, so every execution is the first. The queue redelivers.</summary>
internal sealed class LocalRetryContext : RetryContext
{
    public static readonly LocalRetryContext None = new();

    public override int RetryCount => 0;

    public override int MaxRetryCount => 0;
}

/// <summary>The trace that was current when the invocation began; empty if there was none.</summary>
internal sealed class LocalTraceContext(Activity? activity) : TraceContext
{
    public override string TraceParent { get; } = activity?.Id ?? "";

    public override string TraceState { get; } = activity?.TraceStateString ?? "";
}

internal sealed class InvocationFeatures : IInvocationFeatures
{
    private readonly Dictionary<Type, object> _features = [];

    public void Set<T>(T instance) => _features[typeof(T)] = instance!;

    public T? Get<T>() => _features.TryGetValue(typeof(T), out var feature) ? (T)feature : default;

    public IEnumerator<KeyValuePair<Type, object>> GetEnumerator() => _features.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
