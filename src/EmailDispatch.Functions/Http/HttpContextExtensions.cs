using EmailDispatch.Access;
using EmailDispatch.Intake;
using Microsoft.AspNetCore.Http;

namespace EmailDispatch.Functions.Http;

internal static class HttpContextExtensions
{
    public static string Tenant(this HttpRequest request) => request.ApiKey().Tenant;

    public static ApiKey ApiKey(this HttpRequest request) => request.HttpContext.Features.Get<ApiKey>()!;

    public static Submitter Submitter(this HttpRequest request) => Intake.Submitter.Of(request.ApiKey());
}
