namespace EmailDispatch.LocalHost.Inbox;

/// <summary>
/// The page shows what strangers wrote. It takes no script but its own, loads nothing from elsewhere, and hands no text to
/// the HTML parser that was not sanitised (Trusted Types). A frame with srcdoc inherits the policy, so that inline styles,
/// which emails are made of, have to be allowed here.
/// </summary>
internal static class PageSecurity
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        + "require-trusted-types-for 'script'; trusted-types dompurify inbox-frame";

    public static void Apply(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
    }
}
