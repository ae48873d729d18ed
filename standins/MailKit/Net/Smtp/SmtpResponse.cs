namespace MailKit.Net.Smtp;

public class SmtpResponse(SmtpStatusCode code, string response)
{
    public SmtpStatusCode StatusCode { get; } = code;

    /// <summary>The text of all lines, joined by line feeds, without the reply codes.</summary>
    public string Response { get; } = response;
}
