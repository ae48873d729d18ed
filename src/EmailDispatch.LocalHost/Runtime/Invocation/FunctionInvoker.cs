using Microsoft.Azure.Functions.Worker.Middleware;

namespace EmailDispatch.LocalHost.Runtime.Invocation;

/// <summary>Runs a function through the worker's middleware, on a new instance of its class. Exceptions pass through to the trigger.</summary>
internal sealed class FunctionInvoker
{
    private readonly FunctionExecutionDelegate _pipeline;
    private readonly Dictionary<string, FunctionMethod> _methods;

    public FunctionInvoker(FunctionCatalogue catalogue, LocalWorkerBuilder worker)
    {
        _methods = catalogue.Functions.ToDictionary(function => function.Id, function => new FunctionMethod(function));
        _pipeline = worker.Build(context => ExecuteAsync((LocalFunctionContext)context));
    }

    public async Task<object?> InvokeAsync(LocalFunctionContext context)
    {
        await _pipeline(context);
        return context.Result;
    }

    private async Task ExecuteAsync(LocalFunctionContext context) =>
        context.Result = await _methods[context.FunctionId].CallAsync(context);
}
