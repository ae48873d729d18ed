using EmailDispatch.Access;
using EmailDispatch.Intake;
using Microsoft.AspNetCore.Http;

namespace EmailDispatch.Functions.Http;

/// <summary>What the middleware left for the functions.</summary>
internal static class HttpContextExtensions
{
    /// <summary>Whose emails this request may send and see.</summary>
    public static string Tenant(this HttpRequest request) => request.ApiKey().Tenant;

    /// <summary>The key that this request came with.</summary>
    public static ApiKey ApiKey(this HttpRequest request) => request.HttpContext.Features.Get<ApiKey>()!;

    /// <summary>Who submits the emails of this request.</summary>
    public static Submitter Submitter(this HttpRequest request) => new(request.Tenant(), request.ApiKey().FromDomains)
    {
        MaySetProviderHeaders = request.ApiKey().MaySetProviderHeaders,
        Recipients = request.ApiKey().Recipients,
    };
}
