namespace MimeKit;

public enum ParameterEncodingMethod
{
    Default = 0,
    Rfc2231 = 1,
    Rfc2047 = 2,
}
