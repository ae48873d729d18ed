namespace MimeKit;

public class ParseException : FormatException
{
    public ParseException(string message, int tokenIndex, int errorIndex, Exception innerException)
        : base(message, innerException)
        => (TokenIndex, ErrorIndex) = (tokenIndex, errorIndex);

    public ParseException(string message, int tokenIndex, int errorIndex)
        : base(message)
        => (TokenIndex, ErrorIndex) = (tokenIndex, errorIndex);

    public int TokenIndex { get; }

    public int ErrorIndex { get; }
}
