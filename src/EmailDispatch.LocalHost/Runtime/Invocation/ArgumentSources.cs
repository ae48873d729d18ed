using System.Reflection;
using EmailDispatch.LocalHost.Runtime.Settings;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.LocalHost.Runtime.Invocation;

/// <summary>
/// Determines at startup where each parameter of a function comes from, so that a parameter without a source prevents the start instead of failing
/// the first invocation.
/// </summary>
internal static class ArgumentSources
{
    public static IReadOnlyList<ArgumentSource> Of(LocalFunctionDefinition function)
    {
        var named = NamedValues(function);
        return [.. function.Method.GetParameters().Select(parameter =>
            Source(function, parameter, named) ?? throw new StartupFault(
                $"function {function.Name}: nothing fills its parameter {parameter.ParameterType.Name} {parameter.Name}."))];
    }

    private static ArgumentSource? Source(LocalFunctionDefinition function, ParameterInfo parameter, HashSet<string> named)
    {
        var type = parameter.ParameterType;
        if (parameter == function.TriggerParameter)
            return TriggerSource(function.Trigger, type);
        if (type == typeof(FunctionContext))
            return context => context;
        if (type == typeof(CancellationToken))
            return context => context.CancellationToken;
        if (type == typeof(HttpRequest) && function.Trigger is HttpTriggerAttribute)
            return context => context.Trigger;
        if (named.Contains(parameter.Name!) && NamedValue.CanBe(type))
            return context => NamedValue.Convert(parameter, context.BindingContext.BindingData.GetValueOrDefault(parameter.Name!));
        return parameter.HasDefaultValue ? _ => parameter.DefaultValue : null;
    }

    private static ArgumentSource? TriggerSource(Attribute trigger, Type type) => trigger switch
    {
        HttpTriggerAttribute when type == typeof(HttpRequest) => context => context.Trigger,
        TimerTriggerAttribute when type == typeof(TimerInfo) => context => context.Trigger,
        QueueTriggerAttribute => context => ((DecodedMessage)context.Trigger).As(type, context.InstanceServices),
        _ => null,
    };

    private static HashSet<string> NamedValues(LocalFunctionDefinition function) => function.Trigger switch
    {
        HttpTriggerAttribute => new(RouteParameters(function), StringComparer.OrdinalIgnoreCase),
        QueueTriggerAttribute => new(DecodedMessage.MetadataNames, StringComparer.OrdinalIgnoreCase),
        _ => [],
    };

    private static IEnumerable<string> RouteParameters(LocalFunctionDefinition function)
    {
        try
        {
            return RoutePatternFactory.Parse(function.Route).Parameters.Select(parameter => parameter.Name);
        }
        catch (RoutePatternException broken)
        {
            throw new StartupFault($"function {function.Name}: its route is not valid. {broken.Message}", broken);
        }
    }
}

/// <summary>Returns the value of one parameter for an invocation.</summary>
internal delegate object? ArgumentSource(LocalFunctionContext context);
