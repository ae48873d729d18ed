using System.Text;
using EmailDispatch.Sandbox;

namespace EmailDispatch.EndToEnd.Inbox;

/// <summary>Messages for the page to show.</summary>
internal static class Letters
{
    /// <summary>A PNG of 2 × 2 red pixels.</summary>
    public const string RedPixels = "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEElEQVR4nGP4z8AARAwQCgAf7gP9i18U1AAAAABJRU5ErkJggg==";

    /// <summary>A message of bytes as the sandbox keeps it.</summary>
    public static ReceivedEmail Received(string message) => new()
    {
        Number = 1,
        ReceivedAt = DateTimeOffset.UnixEpoch,
        Server = "sandbox",
        Session = 1,
        ClientName = "client.test",
        Sender = "a@x.test",
        Parameters = new Dictionary<string, string?>(),
        Recipients = [],
        Content = Encoding.Latin1.GetBytes(message),
        Reply = "250 2.0.0 Ok"!,
    };

    public static string Plain(string subject, string text = "Hello") =>
        $"""
        From: Acme <hi@acme.test>
        To: Ann <to@x.test>
        Subject: {subject}
        MIME-Version: 1.0
        Content-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: 8bit

        {text}
        """;

    public static string Html(string subject, string html) =>
        $"""
        From: Acme <hi@acme.test>
        To: Ann <to@x.test>
        Subject: {subject}
        MIME-Version: 1.0
        Content-Type: text/html; charset=utf-8
        Content-Transfer-Encoding: 8bit

        {html}
        """;

    /// <summary>Text, HTML with an inline image, and an attachment.</summary>
    public static string Rich(string subject, string html, string fileName, byte[] file) =>
        $"""
        From: =?utf-8?B?44GC44GV44Gy?= <asahi@acme.test>
        To: Ann <to@x.test>, "Bo, the second" <bo@x.test>
        Cc: Cy <cy@x.test>
        Reply-To: help@acme.test
        Subject: {subject}
        Date: Tue, 01 Dec 2026 09:00:00 +0000
        Message-ID: <1@acme.test>
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary="mixed"

        --mixed
        Content-Type: multipart/alternative; boundary="alternative"

        --alternative
        Content-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: 8bit

        こんにちは – مرحبا – 🎉
        --alternative
        Content-Type: multipart/related; boundary="related"

        --related
        Content-Type: text/html; charset=utf-8
        Content-Transfer-Encoding: 8bit

        {html}
        --related
        Content-Type: image/png
        Content-Transfer-Encoding: base64
        Content-ID: <logo@acme.test>
        Content-Disposition: inline; filename="logo.png"

        {RedPixels}
        --related--
        --alternative--
        --mixed
        Content-Type: application/pdf
        Content-Transfer-Encoding: base64
        Content-Disposition: attachment; filename="{fileName}"

        {Convert.ToBase64String(file, Base64FormattingOptions.InsertLineBreaks)}
        --mixed--
        """;
}
