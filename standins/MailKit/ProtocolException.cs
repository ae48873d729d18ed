namespace MailKit;

public abstract class ProtocolException : Exception
{
    protected ProtocolException()
    {
    }

    protected ProtocolException(string message)
        : base(message)
    {
    }

    protected ProtocolException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
