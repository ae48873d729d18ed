namespace EmailDispatch.EndToEnd.Samples;

/// <summary>What any server on the way may require: RFC 5321 section 4.5.3.1.6, RFC 5322 section 2.3, RFC 2045, RFC 6152, RFC 6532.</summary>
public static class TransportRules
{
    private const int LongestLine = 998;

    public static IEnumerable<string> Differences(ReceivedEmail received, ReceivedEnvelope envelope)
    {
        var lines = received.Lines;
        if (lines.Longest > LongestLine)
            yield return $"transport: a line of {lines.Longest} bytes";
        if (lines.BareLineFeeds > 0)
            yield return $"transport: {lines.BareLineFeeds} bare LF";
        if (lines.BareCarriageReturns > 0)
            yield return $"transport: {lines.BareCarriageReturns} bare CR";
        if (lines.NulBytes > 0)
            yield return $"transport: {lines.NulBytes} NUL";
        if (!lines.EndsWithLineBreak)
            yield return "transport: the last line has no CRLF";
        if (received.EightBitHeaderBytes > 0 && !envelope.SmtpUtf8)
            yield return $"transport: {received.EightBitHeaderBytes} bytes beyond ASCII in headers without SMTPUTF8";
        if (lines.EightBitBytes > received.EightBitHeaderBytes && !envelope.EightBitMime)
            yield return "transport: 8-bit body without BODY=8BITMIME";

        foreach (var defect in received.Defects)
            yield return $"defect: {defect}";
    }
}
