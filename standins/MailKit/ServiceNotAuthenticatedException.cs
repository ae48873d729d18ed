namespace MailKit;

public class ServiceNotAuthenticatedException : InvalidOperationException
{
    public ServiceNotAuthenticatedException()
    {
    }

    public ServiceNotAuthenticatedException(string message)
        : base(message)
    {
    }

    public ServiceNotAuthenticatedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
