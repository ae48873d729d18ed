using EmailDispatch.Functions.Dashboard;

namespace EmailDispatch.LocalHost.Inbox;

/// <summary>
/// The security headers of the inbox. Only sanitised text reaches the HTML parser (Trusted Types). A srcdoc frame inherits the policy, and
/// emails have inline styles, so these are allowed.
/// </summary>
internal static class PageSecurity
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        + "require-trusted-types-for 'script'; trusted-types dompurify inbox-frame";

    public static void Apply(IHeaderDictionary headers) => PageHeaders.Apply(headers, Policy, "no-store");
}
