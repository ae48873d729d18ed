using System.Reflection;
using EmailDispatch.LocalHost.Runtime.Settings;

namespace EmailDispatch.LocalHost.Runtime.Invocation;

/// <summary>Calls the method of a function: creates its class, binds its parameters and awaits its result.</summary>
internal sealed class FunctionMethod
{
    private readonly MethodInvoker _method;
    private readonly ObjectFactory? _create;
    private readonly IReadOnlyList<ArgumentSource> _arguments;
    private readonly PropertyInfo? _taskResult;

    public FunctionMethod(LocalFunctionDefinition function)
    {
        var method = function.Method;
        if (method.ReturnType == typeof(ValueTask)
            || (method.ReturnType.IsGenericType && method.ReturnType.GetGenericTypeDefinition() == typeof(ValueTask<>)))
            throw new StartupFault($"function {function.Name} returns a ValueTask, which the worker does not await; return a Task.");

        _method = MethodInvoker.Create(method);
        _create = method.IsStatic ? null : ActivatorUtilities.CreateFactory(method.DeclaringType!, []);
        _arguments = ArgumentSources.Of(function);
        _taskResult = method.ReturnType.IsGenericType && method.ReturnType.IsAssignableTo(typeof(Task))
            ? method.ReturnType.GetProperty(nameof(Task<>.Result))
            : null;
    }

    public async Task<object?> CallAsync(LocalFunctionContext context)
    {
        var arguments = new object?[_arguments.Count];
        for (var at = 0; at < arguments.Length; at++)
            arguments[at] = _arguments[at](context);

        var instance = _create?.Invoke(context.InstanceServices, []);
        var returned = _method.Invoke(instance, arguments.AsSpan());
        if (returned is not Task task)
            return returned;

        await task;
        return _taskResult?.GetValue(task);
    }
}
