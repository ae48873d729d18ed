using System.Text;
using System.Text.Json;
using EmailDispatch.EndToEnd.Samples;

namespace EmailDispatch.EndToEnd.Contract;

/// <summary>
/// Texts that have ended headers and commands early elsewhere, in every field at once. Each field rejects the text by name, or the text arrives
/// unchanged: the message has exactly the requested headers, and the envelope exactly the requested recipients.
/// </summary>
[Collection<ContractCollection>]
public sealed class HeaderInjectionTests(ContractHost contract) : IDisposable
{
    private static readonly string[] Bodies = ["html", "text"];

    private static readonly string[] Expected =
        ["From", "To", "Cc", "Reply-To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type", "List-Unsubscribe", "List-Unsubscribe-Post", "X-Hostile"];

    private readonly HttpClient _client = contract.Host.CreateClient();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Texts =>
    [
        // Line ends, and characters that some parsers treat as one.
        "\r\nBcc: evil@example.com", "x\nBcc: evil@example.com", "x\rBcc: evil@example.com", "x\r\n\r\n<p>another body</p>", "x\r\n.\r\nMAIL FROM:<evil@example.com>\r\n",
        "x\0Bcc: evil@example.com", "x\u0085Bcc: evil@example.com", "x\u2028Bcc: evil@example.com", "x\u2029y", "x\vy", "x\fy", "x\u001By", "x\u007Fy", "\r\n folded",

        // Encoded words, which become harmful only when decoded.
        "=?utf-8?q?x=0D=0ABcc:_evil@example.com?=", "=?utf-8?b?eA0KQmNjOiBldmlsQGV4YW1wbGUuY29t?=", "=?utf-8?q?x?= =?utf-8?q?=0D=0ABcc:_evil@example.com?=", "=?us-ascii?q?=00?=",
        "=?utf-7?q?+AA0ACg-Bcc:?=", "=?unknown?q?x?=", "=?utf-8?q?x", "utf-8''x%0D%0ABcc:%20evil@example.com", "%0D%0ABcc:%20evil@example.com", "\\r\\nBcc: evil@example.com",

        // Text that would end a quotation, an address or a parameter.
        "\"; filename=\"evil.exe", "\" <evil@example.com>, \"", "x <evil@example.com>", "evil@example.com,", "x; boundary=evil", "x\\", "\\\"", "x> BODY=8BITMIME", "<>", "(x", "x:y;",

        // Text that looks different from what it is.
        "\u202Eexe.fdp", "\u2066x\u2069", "x\u200By", "\uFEFFx", "x\u00ADy", "\u0430cme", "x\u0300\u0301\u0302",

        // White space and length.
        "  x   y  ", "x\ty", "x" + new string(' ', 300) + "y", new string('x', 700), new string('é', 400), string.Join(' ', Enumerable.Repeat("x", 300)), string.Concat(Enumerable.Repeat("\U0001F600", 200)),
    ];

    public void Dispose() => _client.Dispose();

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task Hostile_text_is_refused_or_arrives_as_text(string text)
    {
        var email = new HostileEmail(text);

        var id = await SendAsync(email);
        var (envelope, message) = await contract.ReceivedAsync(id, Cancellation);

        if (text.AsSpan().IndexOfAny('\r', '\n', '\0') >= 0)
            Assert.DoesNotContain(((string[])["from", "to", "cc", "bcc", "reply_to", "subject", "header", "headers", "filename", "content_type", "content_id", "tags", "unsubscribe_url", "unsubscribe_mailto", "stream"]), email.Has);
        Assert.Equal("a@example.com", envelope.Sender);
        Assert.Equal(["to@example.com", email.Copied, "hidden@example.com"], envelope.AcceptedRecipients);
        AssertHeaders(email, message);
        AssertParts(email, message);
        Assert.DoesNotContain("hidden@example.com", envelope.ContentText, StringComparison.Ordinal);
        Assert.Empty(TransportRules.Differences(message, new ReceivedEnvelope("", [], envelope.Parameters.ContainsKey("BODY"), envelope.Parameters.ContainsKey("SMTPUTF8"), [])));
    }

    /// <summary>Sends the email, and leaves out each field that is rejected.</summary>
    private async Task<string> SendAsync(HostileEmail email)
    {
        for (var tries = 0; tries < 6; tries++)
        {
            using var content = new StringContent(email.ToJson().ToJsonString(), Encoding.UTF8, "application/json");
            using var answer = await _client.PostAsync(new Uri("emails", UriKind.Relative), content, Cancellation);
            using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation));
            if ((int)answer.StatusCode == 202)
                return json.RootElement.GetProperty("id").GetString()!;

            Assert.Equal(422, (int)answer.StatusCode);
            foreach (var error in json.RootElement.GetProperty("errors").EnumerateArray())
                email.Refuse(error.GetProperty("field").GetString()!);
        }

        throw new InvalidOperationException("It is refused however benign it is.");
    }

    private static void AssertHeaders(HostileEmail email, ReceivedEmail message)
    {
        var expected = email.HasHeaderName ? [.. Expected, email.Text] : Expected;
        Assert.Equal(expected.Order(StringComparer.OrdinalIgnoreCase), message.Headers.Select(header => header.Name).Order(StringComparer.OrdinalIgnoreCase), StringComparer.OrdinalIgnoreCase);
        Assert.Equal([email.Has("subject") ? Blanked(email.Text) : "s"], message.ValuesOf("Subject").Select(Blanked));
        Assert.Equal([email.Has("header") ? Blanked(email.Text) : "v"], message.ValuesOf("X-Hostile").Select(Blanked));

        Assert.Equal([("a@example.com", email.Has("from") ? Blanked(email.Text) : "")], Of("From"));
        Assert.Equal(["to@example.com"], Of("To").Select(mailbox => mailbox.Address));
        Assert.Equal([email.Copied], Of("Cc").Select(mailbox => mailbox.Address));
        Assert.Equal([("reply@example.com", email.Has("reply_to") ? Blanked(email.Text) : "")], Of("Reply-To"));
        Assert.Empty(Of("Bcc"));

        IEnumerable<(string Address, string Name)> Of(string header) => message.Addresses[header].Select(mailbox => (mailbox.Address, Blanked(mailbox.Name)));
    }

    private static void AssertParts(HostileEmail email, ReceivedEmail message)
    {
        var attachment = Assert.Single(message.Attachments);
        Assert.Equal(email.Has("filename") ? email.Text : "f", attachment.FileName);
        Assert.Equal("text/plain", attachment.ContentType);
        Assert.Equal(email.Has("content_id") ? $"<{email.Text}>" : "<cid>", attachment.ContentId);
        Assert.Equal(["text/html", "text/plain"], message.Bodies.Select(body => body.ContentType).Order());
        Assert.All(Bodies.Where(email.Has), _ => Assert.Contains(message.Bodies, body => body.Text.ReplaceLineEndings("\n").Contains(email.Text.ReplaceLineEndings("\n"), StringComparison.Ordinal)));
    }

    // Folding may change white space to other white space, and white space at the ends has no meaning.
    private static string Blanked(string value) => string.Join(' ', value.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries));
}
