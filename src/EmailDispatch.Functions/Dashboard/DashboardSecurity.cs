using Microsoft.AspNetCore.Http;

namespace EmailDispatch.Functions.Dashboard;

/// <summary>
/// The page holds an API key and shows what strangers wrote: subjects, names, replies. It runs no script but its own, talks to nobody but
/// its own host, and hands no text to the HTML parser at all (Trusted Types, without a single policy).
/// </summary>
internal static class DashboardSecurity
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
        + "base-uri 'none'; frame-ancestors 'none'; form-action 'none'; "
        + "require-trusted-types-for 'script'; trusted-types 'none'";

    public static void Apply(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        // A deployment is seen at once; what has not changed is not sent again.
        headers.CacheControl = "no-cache";
    }
}
