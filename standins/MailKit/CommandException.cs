namespace MailKit;

public abstract class CommandException : Exception
{
    protected CommandException()
    {
    }

    protected CommandException(string message)
        : base(message)
    {
    }

    protected CommandException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
