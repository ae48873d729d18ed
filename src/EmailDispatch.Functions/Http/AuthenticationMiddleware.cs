using EmailDispatch.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace EmailDispatch.Functions.Http;

/// <summary>Asks every HTTP request but the health check for an API key, so that a new function cannot forget to.</summary>
public sealed class AuthenticationMiddleware(ApiKeys keys) : IFunctionsWorkerMiddleware
{
    private const string Scheme = "Bearer ";

    /// <inheritdoc />
    public Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is not { } http || context.FunctionDefinition.Name == HealthFunction.Name)
            return next(context);

        var authorization = http.Request.Headers.Authorization.ToString();
        if (!authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            http.Response.Headers.WWWAuthenticate = "Bearer";
            return ApiResults.Error(http, StatusCodes.Status401Unauthorized, "missing_api_key", "The header Authorization: Bearer <api key> is needed.")
                .ExecuteAsync(http);
        }

        if (keys.Find(authorization[Scheme.Length..].Trim()) is not { } key)
            return ApiResults.Error(http, StatusCodes.Status403Forbidden, "invalid_api_key", "The API key is not known.").ExecuteAsync(http);

        http.Features.Set(key);
        return next(context);
    }
}
