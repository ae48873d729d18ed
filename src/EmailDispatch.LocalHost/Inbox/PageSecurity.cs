using EmailDispatch.Functions.Dashboard;

namespace EmailDispatch.LocalHost.Inbox;

/// <summary>
/// The security headers of the inbox. The page itself never has text of emails parsed as HTML (Trusted Types without a policy). The HTML of an email
/// is a document of its own, without scripts, forms or an origin; only at the reader's request does it load images of other servers.
/// </summary>
internal static class PageSecurity
{
    private const string Page =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

    private const string Email =
        "sandbox; default-src 'none'; style-src 'unsafe-inline'; font-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; img-src data:";

    public static void Apply(IHeaderDictionary headers) => PageHeaders.Apply(headers, Page, "no-store");

    public static void ApplyToEmail(IHeaderDictionary headers, bool remoteImages) =>
        PageHeaders.Apply(headers, remoteImages ? $"{Email} http: https:" : Email, "no-store");
}
