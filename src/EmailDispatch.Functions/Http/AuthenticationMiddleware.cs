using System.Globalization;
using EmailDispatch.Access;
using EmailDispatch.Secrets;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EmailDispatch.Functions.Http;

/// <summary>
/// Asks every HTTP request for an API key, but those of functions that are declared open to all and come without one, and keeps the key to what it is allowed:
/// where from, how often, what for, in that order. Thus neither the wrong place nor the wrong scope tells anything to who has no key,
/// and a stolen key, tried elsewhere, does not use up the rate of its owner.
/// </summary>
public sealed partial class AuthenticationMiddleware(ApiKeys keys, KeyRates rates, KeyUses uses, IOptions<AccessOptions> options, ILogger<AuthenticationMiddleware> logger)
    : IFunctionsWorkerMiddleware
{
    private const string Scheme = "Bearer ";
    private const string Restricted = "restricted_api_key";

    private static readonly string PeriodSeconds = KeyRates.Period.TotalSeconds.ToString(CultureInfo.InvariantCulture);

    /// <inheritdoc />
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        var scope = FunctionScopes.Of(context.FunctionDefinition.Name);
        if (context.GetHttpContext() is not { } http || (scope == Scopes.None && !http.Request.Headers.ContainsKey("Authorization")))
        {
            await next(context);
            return;
        }

        if (await RefuseAsync(http, scope, context.CancellationToken) is { } refusal)
        {
            await refusal.ExecuteAsync(http);
            return;
        }

        // Beside the request, which waits for it at most where it is the faster of the two; not given up when its caller is gone.
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
            return ApiResults.Error(http, StatusCodes.Status401Unauthorized, "missing_api_key", "The header Authorization: Bearer <api key> is needed.");
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
            return ApiResults.Error(http, StatusCodes.Status503ServiceUnavailable, "service_unavailable", "The API key cannot be checked at the moment; nothing was accepted. Try again.");
        }

        if (key is null)
            return ApiResults.Error(http, StatusCodes.Status403Forbidden, "invalid_api_key", "The API key is not known.");

        http.Features.Set(key);
        return RefuseAddress(http, key) ?? RefuseRate(http, key) ?? RefuseScope(http, key, scope);
    }

    private IResult? RefuseAddress(HttpContext http, ApiKey key)
    {
        var address = ClientAddress.Of(http, options.Value.ClientAddressHeader);
        return key.MayBeUsedFrom(address)
            ? null
            : ApiResults.Error(http, StatusCodes.Status403Forbidden, Restricted, $"The API key may not be used from this IP address ({address?.ToString() ?? "which is unknown"}).");
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
        return ApiResults.Error(http, StatusCodes.Status429TooManyRequests, "rate_limit_exceeded", $"The API key may have {key.RatePerSecond} requests a second.");
    }

    private static IResult? RefuseScope(HttpContext http, ApiKey key, Scopes scope) => scope == Scopes.None || key.Allows(scope)
        ? null
        : ApiResults.Error(
            http, StatusCodes.Status403Forbidden, Restricted,
            $"This needs an API key with the scope {scope.ToNames()[0]}; this key has {string.Join(", ", key.Scopes.ToNames())}.");

    private static partial class Log
    {
        [LoggerMessage(9101, LogLevel.Error, "An API key was presented that may be one of the vault, and cannot be checked: {Fault}")]
        public static partial void KeyUnread(ILogger logger, string fault);
    }
}
