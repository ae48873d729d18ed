using System.Text;
using EmailDispatch.Emails;
using EmailDispatch.Intake;
using EmailDispatch.SmtpDoor;
using Microsoft.Extensions.Options;

namespace EmailDispatch.Tests.SmtpDoor;

public sealed class MessageBodyTests
{
    private const int MaxBytes = 200_000;

    private readonly RequestBudget _budget = new(Options.Create(new EmailLimits()));

    [Theory]
    [InlineData(".\r\nrest", "", false)]
    [InlineData("a\r\n.\r\nrest", "a\r\n", false)]
    [InlineData("..\r\n...b\r\n.c\r\n.\r\nrest", ".\r\n..b\r\nc\r\n", false)]
    [InlineData("a.\r\n.\r\nrest", "a.\r\n", false)]
    [InlineData("a\n.\n\r\n.\r\nrest", "", true)]
    [InlineData("a\r.\r\n.\r\nrest", "", true)]
    [InlineData("a\r\n.\rb\r\n.\r\nrest", "", true)]
    [InlineData("\0\r\n.\r\nrest", "", true)]
    [InlineData("\r\r\n.\r\nrest", "", true)]
    public void Message_ends_at_its_dot_wherever_it_is_cut(string sent, string content, bool isRefused)
    {
        var bytes = Encoding.Latin1.GetBytes(sent);

        for (var cut = 0; cut <= bytes.Length - "rest".Length; cut++)
        {
            using var body = new MessageBody(MaxBytes, _budget);
            var used = body.Take(bytes.AsSpan(0, cut));
            used += body.Take(bytes.AsSpan(used));

            Assert.True(body.IsComplete);
            Assert.Equal("rest", sent[used..]);
            Assert.Equal(content, Encoding.Latin1.GetString(body.Content.Span));
            Assert.Equal((isRefused, isRefused), (body.Fault is not null, body.EndsSession));
        }
    }

    [Fact]
    public void Message_beyond_the_limit_is_not_kept_and_its_share_is_returned()
    {
        using var body = new MessageBody(MaxBytes, _budget);
        var line = Encoding.ASCII.GetBytes(new string('x', 998) + "\r\n");

        for (var n = 0; n < MaxBytes / line.Length; n++)
            body.Take(line);
        Assert.Equal((MaxBytes, true), (body.Content.Length, _budget.Taken > 0));
        body.Take(line);

        Assert.Equal(552, (int)body.Fault!.ReplyCode);
        Assert.Equal((0, 0L, false), (body.Content.Length, _budget.Taken, body.EndsSession));
        for (var n = 0; n < 1_000 && !body.EndsSession; n++)
            body.Take(line);
        Assert.True(body.EndsSession);
    }
}
