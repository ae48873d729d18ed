using Microsoft.AspNetCore.Http;

namespace EmailDispatch.Functions.Dashboard;

/// <summary>The security headers of pages that show untrusted text: subjects, names, replies.</summary>
public static class PageHeaders
{
    // Allows only the page's own scripts and host, and no text for the HTML parser (Trusted Types without a policy).
    private const string Dashboard =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
        + "base-uri 'none'; frame-ancestors 'none'; form-action 'none'; "
        + "require-trusted-types-for 'script'; trusted-types 'none'";

    /// <summary>Sets the headers. By default browsers cache the page but revalidate it, so a deployment is visible immediately.</summary>
    public static void Apply(IHeaderDictionary headers, string policy = Dashboard, string cacheControl = "no-cache")
    {
        headers.ContentSecurityPolicy = policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers.CacheControl = cacheControl;
    }
}
