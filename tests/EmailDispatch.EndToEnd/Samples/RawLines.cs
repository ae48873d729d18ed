namespace EmailDispatch.EndToEnd.Samples;

/// <summary>Facts about the bytes of a message before any decoding; a line is what ends in CRLF.</summary>
public sealed record RawLines(
    int Longest,
    int BareLineFeeds,
    int BareCarriageReturns,
    int NulBytes,
    int EightBitBytes,
    bool EndsWithLineBreak);
