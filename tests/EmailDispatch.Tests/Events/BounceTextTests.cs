using EmailDispatch.Events;

namespace EmailDispatch.Tests.Events;

public sealed class BounceTextTests
{
    [Theory]
    [InlineData("smtp; 550 5.1.1 user unknown", 550, "5.1.1 user unknown")]
    [InlineData("smtp;550 5.1.1 user unknown", 550, "5.1.1 user unknown")]
    [InlineData("550-5.1.1 The email account", 550, "5.1.1 The email account")]
    [InlineData(" RecipientError: 550 5.5.0 Requested action not taken", 550, "5.5.0 Requested action not taken")]
    [InlineData("421", 421, "")]
    [InlineData("5.1.10 RESOLVER.ADR.RecipientNotFound", 550, "5.1.10 RESOLVER.ADR.RecipientNotFound")]
    [InlineData("No mailbox here by that name. (#5.1.1)", 550, "5.1.1 No mailbox here by that name.")]
    [InlineData("host said 4.2.2 mailbox full", 450, "4.2.2 mailbox full")]
    [InlineData("undefined Unable to find MX of domain no-mx.example.com", 550, "undefined Unable to find MX of domain no-mx.example.com")]
    [InlineData("mail from 5.1.1.1 refused", 550, "mail from 5.1.1.1 refused")]
    [InlineData("order 5500 was refused", 550, "order 5500 was refused")]
    [InlineData("", 550, "")]
    [InlineData(null, 550, "")]
    public void Reply_is_found_in_what_a_provider_tells(string? reason, int code, string text)
    {
        var reply = BounceText.ToReply(reason);

        Assert.Equal((code, text), (reply.Code, reply.Text));
    }
}
