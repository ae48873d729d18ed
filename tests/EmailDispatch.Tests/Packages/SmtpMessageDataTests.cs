using System.Text;
using MailKit.Net.Smtp;
using MimeKit;

namespace EmailDispatch.Tests.Packages;

public sealed class SmtpMessageDataTests
{
    [Theory]
    [InlineData(".one\r\n..two\r\nx.y\r\n.\r\n", "..one\r\n...two\r\nx.y\r\n..\r\n")]
    [InlineData("no newline at the end", "no newline at the end\r\n")]
    [InlineData("bare\nline\n.feeds\n", "bare\r\nline\r\n..feeds\r\n")]
    public async Task Dots_are_doubled_and_lines_ended(string text, string onTheWire)
    {
        await using var server = new ScriptedSmtpServer();
        using var client = new SmtpClient();
        await client.ConnectToAsync(server);

        await client.SendAsync(SmtpSample.Message(text, ContentEncoding.SevenBit));

        Assert.EndsWith("\r\n\r\n" + onTheWire, server.LastMessage, StringComparison.Ordinal);
    }

    // Larger than every buffer on the way, with dots at all distances from their edges.
    [Theory]
    [InlineData("")]
    [InlineData("SIZE 100000000")]
    public async Task Large_message_with_dots_everywhere_arrives_whole(string extensions)
    {
        var text = new StringBuilder();

        for (var i = 0; i < 60_000; i++)
            text.Append(i % 3 == 0 ? "." : "").Append(i).Append("\r\n");

        await using var server = new ScriptedSmtpServer(extensions);
        using var client = new SmtpClient();
        await client.ConnectToAsync(server);

        await client.SendAsync(SmtpSample.Message(text.ToString(), ContentEncoding.SevenBit));

        var body = server.LastMessage[(server.LastMessage.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];
        Assert.Equal(text.ToString(), body.Replace("\n..", "\n.", StringComparison.Ordinal)[1..]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1_000)]
    [InlineData(50_000)]
    public async Task Progress_ends_at_the_size_plus_the_doubled_dots(int lines)
    {
        await using var server = new ScriptedSmtpServer();
        using var client = new RecordingSmtpClient();
        var text = string.Concat(Enumerable.Repeat(".2345678\r\n", lines));
        await client.ConnectToAsync(server);

        await client.SendAsync(SmtpSample.Message(text, ContentEncoding.SevenBit), progress: client);

        Assert.Equal(server.LastMessage.Length, client.Transferred);
        Assert.Equal(server.LastMessage.Length - lines, client.Total);
    }

    [Fact]
    public async Task Progress_is_reported_before_the_reply_to_the_final_dot()
    {
        await using var server = new ScriptedSmtpServer().On(".", ScriptedSmtpServer.Close);
        using var client = new RecordingSmtpClient();
        await client.ConnectToAsync(server);

        await Assert.ThrowsAsync<SmtpProtocolException>(() => client.SendAsync(SmtpSample.Message(), progress: client));

        Assert.Equal(client.Total, client.Transferred);
    }

    [Fact]
    public async Task Progress_stays_short_of_the_size_when_the_server_hangs_up_in_the_message()
    {
        await using var server = new ScriptedSmtpServer().On("DATA", "354 go on" + ScriptedSmtpServer.Close);
        using var client = new RecordingSmtpClient();
        var text = string.Concat(Enumerable.Repeat(new string('x', 70) + "\r\n", 150_000));
        await client.ConnectToAsync(server);

        await Assert.ThrowsAsync<IOException>(() => client.SendAsync(SmtpSample.Message(text, ContentEncoding.SevenBit), progress: client));

        Assert.True(client.Transferred < client.Total);
        Assert.False(client.IsConnected);
    }
}
