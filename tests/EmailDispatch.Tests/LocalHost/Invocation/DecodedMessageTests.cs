using Azure.Storage.Queues.Models;
using EmailDispatch.LocalHost.Runtime.Invocation;
using EmailDispatch.LocalHost.Runtime.Settings;

namespace EmailDispatch.Tests.LocalHost.Invocation;

public sealed class DecodedMessageTests
{
    [Theory]
    [InlineData("plain ä", "None", "plain ä")]
    [InlineData("cGxhaW4gw6Q=", "Base64", "plain ä")]
    [InlineData("cGxhaW4gw6Q=", "None", "cGxhaW4gw6Q=")]
    [InlineData("", "Base64", "")]
    public void Text_is_decoded(string text, string encoding, string body) =>
        Assert.Equal(body, DecodedMessage.Decode(Message(text), Enum.Parse<MessageEncoding>(encoding))!.Body.ToString());

    [Fact]
    public void Text_that_is_not_base64_has_no_body() =>
        Assert.Null(DecodedMessage.Decode(Message("{\"v\":1}"), MessageEncoding.Base64));

    private static QueueMessage Message(string text) => QueuesModelFactory.QueueMessage("id", "receipt", text, 1);
}
