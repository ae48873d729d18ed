namespace MimeKit;

public class MultipartAlternative : Multipart
{
    public MultipartAlternative()
        : base("alternative")
    {
    }

    public MultipartAlternative(params object[] args)
        : base("alternative", args)
    {
    }
}
