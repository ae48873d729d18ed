namespace EmailDispatch.EndToEnd.Samples;

/// <summary>
/// Everything in which what arrived differs from what was asked, one sentence each; empty is a pass. Bodies are
/// compared with LF line ends, and a body that ends without a line break may have gained one, since SMTP ends
/// every message with CRLF (RFC 5321 section 4.1.1.4). Nothing else about a body may change.
/// </summary>
public static class EmailComparison
{
    public static async Task<IReadOnlyList<string>> DifferencesAsync(
        string request,
        ReceivedMessage message,
        CancellationToken cancellationToken) =>
        Differences(request, message, await ReceivedEmail.ParseAsync(message.Raw, cancellationToken));

    public static IReadOnlyList<string> Differences(string request, ReceivedMessage message, ReceivedEmail received)
    {
        var expected = ExpectedEmail.FromRequest(request);
        return
        [
            .. EnvelopeRules.Differences(expected, message.Envelope),
            .. TransportRules.Differences(received, message.Envelope),
            .. HeaderRules.Differences(expected, received),
            .. BodyRules.Differences(expected, received),
            .. AttachmentRules.Differences(expected, received),
            .. StructureRules.Differences(expected, received.Structure),
            .. BlindCopyRules.Differences(expected, received, message.Raw),
        ];
    }
}
