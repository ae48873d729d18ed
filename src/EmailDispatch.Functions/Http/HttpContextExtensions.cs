using EmailDispatch.Access;
using Microsoft.AspNetCore.Http;

namespace EmailDispatch.Functions.Http;

/// <summary>What the middleware left for the functions.</summary>
internal static class HttpContextExtensions
{
    /// <summary>Whose emails this request may send and see.</summary>
    public static string Tenant(this HttpRequest request) => request.HttpContext.Features.Get<ApiKey>()!.Tenant;
}
