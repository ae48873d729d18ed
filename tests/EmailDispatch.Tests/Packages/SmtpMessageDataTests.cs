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

    [Fact]
    public async Task Content_is_read_to_its_end_before_the_final_dot()
    {
        await using var server = new ScriptedSmtpServer().On(".", ScriptedSmtpServer.Close);
        using var client = new RecordingSmtpClient();
        await client.ConnectToAsync(server);

        await Assert.ThrowsAsync<SmtpProtocolException>(() => client.SendAsync(MessageOf("Hello\r\n", client.Told)));

        Assert.Equal("read to the end", client.Told[^1]);
    }

    [Fact]
    public async Task Content_is_not_read_to_its_end_when_the_server_hangs_up_in_the_message()
    {
        await using var server = new ScriptedSmtpServer().On("DATA", "354 go on" + ScriptedSmtpServer.Close);
        using var client = new RecordingSmtpClient();
        var text = string.Concat(Enumerable.Repeat(new string('x', 70) + "\r\n", 150_000));
        await client.ConnectToAsync(server);

        await Assert.ThrowsAsync<IOException>(() => client.SendAsync(MessageOf(text, client.Told)));

        Assert.StartsWith("accepted", client.Told[^1], StringComparison.Ordinal);
        Assert.False(client.IsConnected);
    }

    [Theory]
    [InlineData(-1, "MAIL FROM:<sender@example.test>")]
    [InlineData(7, "MAIL FROM:<sender@example.test> SIZE=7")]
    public async Task Size_may_be_found_in_another_way_or_not_told(long size, string mail)
    {
        await using var server = new ScriptedSmtpServer("SIZE 1000000");
        using var client = new RecordingSmtpClient { Size = size };
        await client.ConnectToAsync(server);

        await client.SendSampleAsync();

        Assert.Equal(mail, server.Commands[0]);
    }

    private static MimeMessage MessageOf(string text, List<string> told)
    {
        var message = SmtpSample.Message();
        message.Body = new TextPart("plain") { Content = new MimeContent(new ToldContent(Encoding.ASCII.GetBytes(text), told)) };
        return message;
    }

    private sealed class ToldContent(byte[] bytes, List<string> told) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = base.Read(buffer, offset, count);
            if (read == 0)
                told.Add("read to the end");
            return read;
        }
    }
}
