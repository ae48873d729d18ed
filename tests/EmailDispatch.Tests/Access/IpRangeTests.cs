using EmailDispatch.Access;

namespace EmailDispatch.Tests.Access;

public sealed class IpRangeTests
{
    [Theory]
    [InlineData("203.0.113.0/24", "203.0.113.0/24")]
    [InlineData("203.0.113.9", "203.0.113.9/32")]
    [InlineData("0.0.0.0/0", "0.0.0.0/0")]
    [InlineData("192.0.2.128/25", "192.0.2.128/25")]
    [InlineData("2001:db8::/32", "2001:db8::/32")]
    [InlineData("2001:DB8::1", "2001:db8::1/128")]
    [InlineData("::ffff:203.0.113.0/120", "203.0.113.0/24")]
    public void Range_is_read(string text, string expected)
    {
        Assert.True(IpRange.TryParse(text, out var range, out _));
        Assert.Equal(expected, range.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("example.com")]
    [InlineData("10/8")]
    [InlineData("1")]
    [InlineData("010.0.0.0/8")]
    [InlineData("0x0a.0.0.0/8")]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/-1")]
    [InlineData("10.0.0.0/")]
    [InlineData("10.0.0.0/8/8")]
    [InlineData("10.0.0.0/255.0.0.0")]
    [InlineData("2001:db8::/129")]
    [InlineData("fe80::1%eth0")]
    [InlineData("[2001:db8::1]:443")]
    [InlineData(" 10.0.0.0/8")]
    public void Anything_else_is_a_fault(string text)
    {
        Assert.False(IpRange.TryParse(text, out _, out var fault));
        Assert.StartsWith("must be", fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("203.0.113.9/24", "203.0.113.0/24")]
    [InlineData("2001:db8::1/32", "2001:db8::/32")]
    public void Address_beyond_its_prefix_is_a_fault_that_names_the_range(string text, string meant)
    {
        Assert.False(IpRange.TryParse(text, out _, out var fault));
        Assert.Contains(meant, fault, StringComparison.Ordinal);
    }
}
