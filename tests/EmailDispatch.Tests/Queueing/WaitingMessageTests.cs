using System.Globalization;
using EmailDispatch.Queueing;

namespace EmailDispatch.Tests.Queueing;

public sealed class WaitingMessageTests
{
    [Theory]
    [InlineData("2026-11-21T10:19:59.999Z", true)]
    [InlineData("2026-11-21T10:20:00.000Z", true)]
    [InlineData("2026-11-21T10:20:00.001Z", false)]
    public void Message_is_hidden_until_its_time(string now, bool isHidden)
    {
        var key = $"{WaitingMessages.KeyOf(DateTimeOffset.Parse("2026-11-21T10:20:00Z", CultureInfo.InvariantCulture))}|0195a1b2-c3d4-7e5f-8a6b-1c2d3e4f5061";
        var message = new WaitingMessage(key, new QueueReceipt("1", "r"));

        Assert.Equal(isHidden, message.IsHidden(DateTimeOffset.Parse(now, CultureInfo.InvariantCulture)));
    }
}
