namespace EmailDispatch.LocalHost.Runtime.Invocation;

/// <summary>Gives one parameter its value for an invocation.</summary>
internal delegate object? ArgumentSource(LocalFunctionContext context);
