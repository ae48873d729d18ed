using EmailDispatch.Functions.Dashboard;

namespace EmailDispatch.LocalHost.Inbox;

/// <summary>
/// The security headers of the inbox. Only sanitized text reaches the HTML parser (Trusted Types). Inline styles are allowed, because emails have
/// them and a srcdoc frame inherits the policy.
/// </summary>
internal static class PageSecurity
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        + "require-trusted-types-for 'script'; trusted-types dompurify inbox-frame";

    public static void Apply(IHeaderDictionary headers) => PageHeaders.Apply(headers, Policy, "no-store");
}
