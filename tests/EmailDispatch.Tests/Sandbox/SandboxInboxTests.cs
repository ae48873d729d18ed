using EmailDispatch.Sandbox;

namespace EmailDispatch.Tests.Sandbox;

public sealed class SandboxInboxTests
{
    [Fact]
    public void Inbox_keeps_the_newest_within_its_count()
    {
        var inbox = new SandboxInbox(maxMessages: 3);

        for (var i = 0; i < 5; i++)
            inbox.Add(number => Email(number, 10));

        Assert.Equal([5, 4, 3], inbox.After().Select(email => email.Number));
        Assert.Equal([5], inbox.After(4).Select(email => email.Number));
        Assert.Equal(30, inbox.Bytes);
        Assert.Null(inbox.Find(2));
    }

    [Fact]
    public void Inbox_keeps_the_newest_within_its_bytes()
    {
        var inbox = new SandboxInbox(maxBytes: 100);

        inbox.Add(number => Email(number, 60));
        inbox.Add(number => Email(number, 60));
        inbox.Add(number => Email(number, 30));
        Assert.Equal([3, 2], inbox.After().Select(email => email.Number));
        inbox.Add(number => Email(number, 500));

        Assert.Equal([4], inbox.After().Select(email => email.Number));
        Assert.Equal(500, inbox.Bytes);
    }

    [Fact]
    public void Numbers_go_on_after_clearing()
    {
        var inbox = new SandboxInbox();
        inbox.Add(number => Email(number, 10));

        inbox.Clear();
        inbox.Add(number => Email(number, 10));

        Assert.Equal([2], inbox.After().Select(email => email.Number));
        Assert.Equal(10, inbox.Bytes);
    }

    [Fact]
    public async Task Waiting_ends_when_the_email_comes()
    {
        var inbox = new SandboxInbox();
        var waiting = inbox.WaitForAsync(email => email.Number == 2);

        inbox.Add(number => Email(number, 10));
        Assert.False(waiting.IsCompleted);
        inbox.Add(number => Email(number, 10));

        Assert.Equal(2, (await waiting).Number);
    }

    [Fact]
    public void Removed_emails_are_gone_and_counted()
    {
        var inbox = new SandboxInbox(maxMessages: 3);
        for (var i = 0; i < 4; i++)
            inbox.Add(number => Email(number, 10));

        var removed = inbox.Remove(email => email.Number is 1 or 3);

        Assert.Equal([4, 2], inbox.After().Select(email => email.Number));
        Assert.Equal((1, 1, 20), (removed, inbox.Deletions, inbox.Bytes));
    }

    [Fact]
    public async Task Waiting_in_vain_tells_what_came_instead()
    {
        var inbox = new SandboxInbox();
        inbox.Add(number => Email(number, 10));

        var timeout = await Assert.ThrowsAsync<TimeoutException>(() => inbox.WaitForAsync(_ => false, TimeSpan.FromMilliseconds(50)));

        Assert.Contains("1: <a@x.test> to b@x.test", timeout.Message, StringComparison.Ordinal);
    }

    private static ReceivedEmail Email(long number, int size) => new()
    {
        Number = number,
        ReceivedAt = DateTimeOffset.UnixEpoch,
        Server = "sandbox",
        Session = 1,
        ClientName = "client.test",
        Sender = "a@x.test",
        Parameters = new Dictionary<string, string?>(),
        Recipients = [new ReceivedRecipient("b@x.test", new Dictionary<string, string?>(), "250 2.1.5 Ok"!)],
        Content = new byte[size],
        Reply = "250 2.0.0 Ok"!,
    };
}
