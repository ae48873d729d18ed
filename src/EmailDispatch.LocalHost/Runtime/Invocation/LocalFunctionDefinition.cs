using System.Collections.Immutable;
using System.Reflection;
using EmailDispatch.LocalHost.Runtime.Settings;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace EmailDispatch.LocalHost.Runtime.Invocation;

/// <summary>A function as described by its method and attributes.</summary>
internal sealed class LocalFunctionDefinition : FunctionDefinition
{
    public LocalFunctionDefinition(string name, MethodInfo method)
    {
        Name = name;
        Method = method;
        EntryPoint = $"{method.DeclaringType!.FullName}.{method.Name}";

        var triggers = method.GetParameters().Where(parameter => TriggerOf(parameter) is not null).ToArray();
        if (triggers is not [var trigger])
            throw new StartupFault($"function {name} ({EntryPoint}) has {triggers.Length} triggers; it must have one.");
        TriggerParameter = trigger;
        Trigger = TriggerOf(trigger)!;

        Parameters = [.. method.GetParameters().Select(parameter => new FunctionParameter(
            parameter.Name!, parameter.ParameterType, parameter.HasDefaultValue, parameter.HasDefaultValue ? parameter.DefaultValue : null))];
        InputBindings = ImmutableDictionary<string, BindingMetadata>.Empty
            .Add(trigger.Name!, new LocalBindingMetadata(trigger.Name!, TriggerType));
    }

    public MethodInfo Method { get; }

    public ParameterInfo TriggerParameter { get; }

    public Attribute Trigger { get; }

    /// <summary>The type of the binding as in the Functions host: <c>httpTrigger</c>, <c>queueTrigger</c>, <c>timerTrigger</c>.</summary>
    public string TriggerType
    {
        get
        {
            var type = Trigger.GetType().Name[..^nameof(Attribute).Length];
            return char.ToLowerInvariant(type[0]) + type[1..];
        }
    }

    /// <summary>The route of an HTTP function, without the prefix of host.json.</summary>
    public string Route => (Trigger as HttpTriggerAttribute)?.Route ?? Name;

    public override ImmutableArray<FunctionParameter> Parameters { get; }

    public override string PathToAssembly => Method.Module.FullyQualifiedName;

    public override string EntryPoint { get; }

    public override string Id => Name;

    public override string Name { get; }

    public override IImmutableDictionary<string, BindingMetadata> InputBindings { get; }

    public override IImmutableDictionary<string, BindingMetadata> OutputBindings => ImmutableDictionary<string, BindingMetadata>.Empty;

    private static TriggerBindingAttribute? TriggerOf(ParameterInfo parameter) => parameter.GetCustomAttribute<TriggerBindingAttribute>();
}

internal sealed class LocalBindingMetadata(string name, string type) : BindingMetadata
{
    public override string Name => name;

    public override string Type => type;

    public override BindingDirection Direction => BindingDirection.In;
}
