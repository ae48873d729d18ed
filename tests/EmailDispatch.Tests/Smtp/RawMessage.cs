using System.Text;
using EmailDispatch.Emails;
using EmailDispatch.Smtp;

namespace EmailDispatch.Tests.Smtp;

/// <summary>Whole messages for tests: made, read and sent.</summary>
internal static class RawMessage
{
    public static readonly DateTimeOffset Now = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    private const string Identified = "Message-ID: <own@app.test>\nDate: Tue, 10 Mar 2026 12:00:00 +0000\n";

    /// <summary>A message that needs no further header field, in Latin-1 so that every character is a byte.</summary>
    public static byte[] Of(string fields, string body = "Hi\n", string from = "Ann <ann@example.test>") =>
        Encoding.Latin1.GetBytes($"From: {from}\nTo: to@x.test\n{Identified}{fields}\n{body}".ReplaceLineEndings("\r\n"));

    public static EmailReadResult Read(byte[] message, params string[] to) =>
        RawReader.Read(new RawSubmission(message, to.Length == 0 ? null : to), new EmailLimits(), Now);

    /// <summary>Sends a message and returns what the server received, without the field that every message with its own Message-ID gets.</summary>
    public static async Task<(SendResult Result, byte[] Received)> SendAsync(Sending sending, byte[] message)
    {
        var read = Read(message, "to@x.test");
        Assert.Empty(read.Errors);
        var reference = new EmailReference(EmailId.New(TimeProvider.System), "default");
        var result = await sending.Sender.SendAsync(sending.Provider, reference, read.Email! with { Html = null, Text = null }, [.. read.Email.Recipients()], sending.Limit, TestContext.Current.CancellationToken);
        Assert.Null(result.Fault);
        return (result, result.Accepted ? sending.Server.Inbox.After().OrderBy(email => email.Number).Last().Content.ToArray() : []);
    }
}
