namespace EmailDispatch.EndToEnd.Samples;

/// <summary>The bytes of a message before any decoding; a line ends in CRLF.</summary>
public sealed record RawLines(
    int Longest,
    int BareLineFeeds,
    int BareCarriageReturns,
    int NulBytes,
    int EightBitBytes,
    bool EndsWithLineBreak);
