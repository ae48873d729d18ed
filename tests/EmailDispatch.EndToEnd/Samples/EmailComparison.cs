namespace EmailDispatch.EndToEnd.Samples;

/// <summary>
/// The differences between the received email and the request, one sentence each; none is a pass. Bodies are compared with LF line ends. A body
/// without a final line break may have gained one, since SMTP ends every message with CRLF (RFC 5321 section 4.1.1.4). No other change is allowed.
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
