using Microsoft.AspNetCore.Http;

namespace EmailDispatch.Functions.Dashboard;

/// <summary>The security headers of pages that show untrusted text: subjects, names, replies.</summary>
public static class PageHeaders
{
    // Allows only the page's own scripts and host, and no text for the HTML parser (Trusted Types without a policy).
    private const string Dashboard =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; frame-src 'self'; "
        + "base-uri 'none'; frame-ancestors 'none'; form-action 'none'; "
        + "require-trusted-types-for 'script'; trusted-types 'none'";

    /// <summary>
    /// For the frame that shows the HTML of an email: nothing in it runs or is loaded. It keeps the origin of the page, because the page fills it.
    /// </summary>
    internal const string Frame =
        "sandbox allow-same-origin; default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

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
