using MailKit;
using MailKit.Net.Smtp;

namespace EmailDispatch.Tests.Packages;

/// <summary>A refused command: which exception, and the connection stays usable after RSET.</summary>
public sealed class SmtpRefusalTests
{
    private const string Plain = "";
    private const string Pipelining = "PIPELINING";

    [Theory]
    [InlineData(Plain, "MAIL", SmtpErrorCode.SenderNotAccepted, "sender@example.test")]
    [InlineData(Pipelining, "MAIL", SmtpErrorCode.SenderNotAccepted, "sender@example.test")]
    [InlineData(Plain, "RCPT TO:<two", SmtpErrorCode.RecipientNotAccepted, "two@example.test")]
    [InlineData(Pipelining, "RCPT TO:<two", SmtpErrorCode.RecipientNotAccepted, "two@example.test")]
    [InlineData(Plain, "DATA", SmtpErrorCode.UnexpectedStatusCode, null)]
    [InlineData(Pipelining, "DATA", SmtpErrorCode.UnexpectedStatusCode, null)]
    [InlineData(Plain, ".", SmtpErrorCode.MessageNotAccepted, null)]
    [InlineData(Pipelining, ".", SmtpErrorCode.MessageNotAccepted, null)]
    public async Task Refused_command_names_step_code_and_mailbox(string extensions, string step, SmtpErrorCode error, string? mailbox)
    {
        await using var server = new ScriptedSmtpServer(extensions).On(step, "550-5.7.1 not\r\n550 5.7.1 here");
        using var client = new SmtpClient();
        await client.ConnectToAsync(server);

        var refused = await Assert.ThrowsAsync<SmtpCommandException>(
            () => client.SendSampleAsync(SmtpSample.To("one@example.test", "two@example.test", "three@example.test")));

        Assert.Equal((error, SmtpStatusCode.MailboxUnavailable), (refused.ErrorCode, refused.StatusCode));
        Assert.Equal(mailbox, refused.Mailbox?.Address);
        Assert.Equal("5.7.1 not\n5.7.1 here", refused.Message);
        Assert.True(client.IsConnected);
        Assert.Equal("RSET", server.Commands[^1]);
    }

    [Theory]
    [InlineData(Plain, "MAIL")]
    [InlineData(Pipelining, "RCPT")]
    [InlineData(Plain, ".")]
    public async Task Next_message_goes_through_on_the_same_connection(string extensions, string step)
    {
        await using var server = new ScriptedSmtpServer(extensions).On(step, "451 4.3.0 later", "250 2.0.0 ok");
        using var client = new SmtpClient();
        await client.ConnectToAsync(server);
        await Assert.ThrowsAsync<SmtpCommandException>(() => client.SendSampleAsync());

        await client.SendSampleAsync();

        Assert.Single(server.Commands, "RSET");
    }

    [Theory]
    [InlineData(Plain)]
    [InlineData(Pipelining)]
    public async Task Overridden_refusal_goes_on_with_the_others(string extensions)
    {
        await using var server = new ScriptedSmtpServer(extensions)
            .On("RCPT TO:<one", "550 5.1.1 unknown").On("RCPT TO:<two", "251 will forward").On("RCPT TO:<three", "450 4.2.0 later");
        using var client = new RecordingSmtpClient();
        await client.ConnectToAsync(server);

        var reply = await client.SendSampleAsync(SmtpSample.To("one@example.test", "two@example.test", "three@example.test"));

        Assert.Equal("2.0.0 queued as 4711", reply);
        Assert.Equal(
            [
                "sender sender@example.test 250 2.1.0 sender ok", "refused one@example.test 550 5.1.1 unknown",
                "accepted two@example.test 251 will forward", "refused three@example.test 450 4.2.0 later",
            ],
            client.Told);
        Assert.DoesNotContain("RSET", server.Commands);
    }

    [Theory]
    [InlineData(Plain)]
    [InlineData(Pipelining)]
    public async Task No_recipient_left_ends_the_transaction_before_data(string extensions)
    {
        await using var server = new ScriptedSmtpServer(extensions).On("RCPT", "550 5.1.1 unknown");
        using var client = new RecordingSmtpClient();
        await client.ConnectToAsync(server);

        var refused = await Assert.ThrowsAsync<SmtpCommandException>(() => client.SendSampleAsync());

        Assert.Equal((SmtpErrorCode.MessageNotAccepted, SmtpStatusCode.TransactionFailed), (refused.ErrorCode, refused.StatusCode));
        Assert.Equal("none", client.Told[^1]);
        Assert.DoesNotContain("DATA", server.Commands);
        Assert.True(client.IsConnected);
    }

    [Theory]
    [InlineData(Plain, "MAIL")]
    [InlineData(Pipelining, "MAIL")]
    [InlineData(Plain, "RCPT")]
    [InlineData(Plain, ".")]
    public async Task Missing_authentication_has_its_own_exception(string extensions, string step)
    {
        await using var server = new ScriptedSmtpServer(extensions).On(step, "530 5.7.0 authenticate first");
        using var client = new SmtpClient();
        await client.ConnectToAsync(server);

        var refused = await Assert.ThrowsAsync<ServiceNotAuthenticatedException>(() => client.SendSampleAsync());

        Assert.Equal("5.7.0 authenticate first", refused.Message);
        Assert.True(client.IsConnected);
        Assert.Equal("RSET", server.Commands[^1]);
    }

    [Fact]
    public async Task Refused_reset_ends_the_connection_but_not_the_reason()
    {
        await using var server = new ScriptedSmtpServer().On("MAIL", "550 5.7.1 no").On("RSET", "421 4.3.0 bye");
        using var client = new SmtpClient();
        await client.ConnectToAsync(server);

        var refused = await Assert.ThrowsAsync<SmtpCommandException>(() => client.SendSampleAsync());

        Assert.Equal("5.7.1 no", refused.Message);
        Assert.False(client.IsConnected);
    }

    [Theory]
    [InlineData(Plain, "MAIL", SmtpErrorCode.SenderNotAccepted)]
    [InlineData(Pipelining, "MAIL", SmtpErrorCode.SenderNotAccepted)]
    [InlineData(Plain, "RCPT", SmtpErrorCode.RecipientNotAccepted)]
    [InlineData(Pipelining, "RCPT", SmtpErrorCode.RecipientNotAccepted)]
    [InlineData(Plain, "DATA", SmtpErrorCode.UnexpectedStatusCode)]
    [InlineData(Plain, ".", SmtpErrorCode.MessageNotAccepted)]
    public async Task Goodbye_at_any_step_is_a_refusal_on_a_connection_that_is_gone(string extensions, string step, SmtpErrorCode error)
    {
        await using var server = new ScriptedSmtpServer(extensions).On(step, "421 4.7.0 goodbye" + ScriptedSmtpServer.Close);
        using var client = new SmtpClient();
        await client.ConnectToAsync(server);

        var refused = await Assert.ThrowsAsync<SmtpCommandException>(() => client.SendSampleAsync());

        Assert.Equal((error, SmtpStatusCode.ServiceNotAvailable), (refused.ErrorCode, refused.StatusCode));
        Assert.False(client.IsConnected);
    }

    [Fact]
    public async Task Capability_taken_away_is_not_used_and_none_can_be_added()
    {
        await using var server = new ScriptedSmtpServer("SIZE 1000,8BITMIME");
        using var client = new SmtpClient();
        await client.ConnectToAsync(server);

        client.Capabilities &= ~SmtpCapabilities.Size;
        await client.SendSampleAsync();

        Assert.Equal("MAIL FROM:<sender@example.test>", server.Commands[0]);
        Assert.Throws<ArgumentException>(() => client.Capabilities |= SmtpCapabilities.Pipelining);
    }
}
