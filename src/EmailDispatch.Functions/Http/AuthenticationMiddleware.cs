using System.Globalization;
using EmailDispatch.Access;
using EmailDispatch.Functions.Api;
using EmailDispatch.Secrets;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EmailDispatch.Functions.Http;

/// <summary>
/// Checks the API key of every HTTP request, then its client address, rate and scope. In this order, a stolen key used from another address does not
/// use up its owner's rate. Anonymous functions need no key.
/// </summary>
public sealed partial class AuthenticationMiddleware(ApiKeys keys, KeyRates rates, KeyUses uses, IOptions<AccessOptions> options, ILogger<AuthenticationMiddleware> logger)
    : IFunctionsWorkerMiddleware
{
    private const string Scheme = "Bearer ";
    private const string ScopesHeader = "X-Api-Key-Scopes";
    private const string Restricted = "restricted_api_key";

    private static readonly string PeriodSeconds = KeyRates.Period.TotalSeconds.ToString(CultureInfo.InvariantCulture);

    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        var scope = FunctionScopes.Of(context.FunctionDefinition.Name);
        if (context.GetHttpContext() is not { } http || (scope == Scopes.None && !http.Request.Headers.ContainsKey("Authorization"))
            || context.FunctionDefinition.Name == EventFunctions.FunctionName)
        {
            await next(context);
            return;
        }

        if (await RefuseAsync(http, scope, context.CancellationToken) is { } refusal)
        {
            await refusal.ExecuteAsync(http);
            return;
        }

        // Runs in parallel with the request and completes even if the caller disconnects.
        var noted = uses.NoteAsync(http.Request.ApiKey(), CancellationToken.None);
        try
        {
            await next(context);
        }
        finally
        {
            await noted;
        }
    }

    private async Task<IResult?> RefuseAsync(HttpContext http, Scopes scope, CancellationToken cancellationToken)
    {
        var authorization = http.Request.Headers.Authorization.ToString();
        if (!authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            http.Response.Headers.WWWAuthenticate = "Bearer";
            return ApiResults.Error(http, StatusCodes.Status401Unauthorized, "missing_api_key", "The header Authorization: Bearer <api key> is missing.");
        }

        ApiKey? key;
        try
        {
            key = await keys.FindAsync(authorization[Scheme.Length..].Trim(), cancellationToken);
        }
        catch (CredentialException fault)
        {
            Log.KeyUnread(logger, fault.Message);
            http.Response.Headers.RetryAfter = "10";
            return ApiResults.Error(http, StatusCodes.Status503ServiceUnavailable, "service_unavailable", KeyRefusals.Unreadable);
        }

        if (key is null)
            return ApiResults.Error(http, StatusCodes.Status403Forbidden, "invalid_api_key", KeyRefusals.Unknown);

        http.Features.Set(key);
        return RefuseAddress(http, key) ?? RefuseRate(http, key) ?? RefuseScope(http, key, scope);
    }

    private IResult? RefuseAddress(HttpContext http, ApiKey key)
    {
        var address = ClientAddress.Of(http, options.Value.ClientAddressHeader);
        return key.MayBeUsedFrom(address)
            ? null
            : ApiResults.Error(http, StatusCodes.Status403Forbidden, Restricted, KeyRefusals.OfAddress(address));
    }

    private IResult? RefuseRate(HttpContext http, ApiKey key)
    {
        if (rates.Take(key) is not { } rate)
            return null;

        var headers = http.Response.Headers;
        headers["ratelimit-limit"] = key.RatePerSecond!.Value.ToString(CultureInfo.InvariantCulture);
        headers["ratelimit-remaining"] = rate.Remaining.ToString(CultureInfo.InvariantCulture);
        headers["ratelimit-reset"] = PeriodSeconds;
        if (rate.IsWithin)
            return null;

        headers.RetryAfter = PeriodSeconds;
        return ApiResults.Error(http, StatusCodes.Status429TooManyRequests, "rate_limit_exceeded", KeyRefusals.OfRate(key));
    }

    private static IResult? RefuseScope(HttpContext http, ApiKey key, Scopes scope)
    {
        // The dashboard offers only what the key may do.
        http.Response.Headers[ScopesHeader] = string.Join(", ", key.Scopes.ToNames());
        return scope == Scopes.None || key.Allows(scope)
            ? null
            : ApiResults.Error(http, StatusCodes.Status403Forbidden, Restricted, KeyRefusals.OfScope(key, scope));
    }

    private static partial class Log
    {
        [LoggerMessage(9101, LogLevel.Error, "An API key was presented that may be one of the vault, and cannot be checked: {Fault}")]
        public static partial void KeyUnread(ILogger logger, string fault);
    }
}
