using System.Net;
using EmailDispatch.Functions.Http;
using Microsoft.AspNetCore.Http;

namespace EmailDispatch.Tests.Functions;

public sealed class ClientAddressTests
{
    private const string Header = "Client-IP";

    [Theory]
    [InlineData("203.0.113.9", "203.0.113.9")]
    [InlineData("203.0.113.9:50123", "203.0.113.9")]
    [InlineData("198.51.100.1, 192.0.2.1,203.0.113.9:50123", "203.0.113.9")]
    [InlineData("unknown, 203.0.113.9", "203.0.113.9")]
    [InlineData("2001:db8::9", "2001:db8::9")]
    [InlineData("[2001:db8::9]:50123", "2001:db8::9")]
    [InlineData("[2001:db8::9]", "2001:db8::9")]
    [InlineData("::ffff:203.0.113.9", "203.0.113.9")]
    [InlineData("203.0.113.9, unknown", null)]
    [InlineData("203.0.113.9,", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    [InlineData("203.0.113.9:99999999999999", null)]
    [InlineData("example.com", null)]
    [InlineData("[", null)]
    [InlineData(",,,,", null)]
    [InlineData("\0\ud800", null)]
    public void Trusted_header_counts_by_its_last_entry(string? header, string? expected) =>
        Assert.Equal(expected, ClientAddress.Of(Request("192.0.2.200", header), Header)?.ToString());

    [Theory]
    [InlineData("192.0.2.200", "192.0.2.200")]
    [InlineData("::ffff:192.0.2.200", "192.0.2.200")]
    [InlineData(null, null)]
    public void Header_that_is_not_trusted_does_not_count(string? connection, string? expected) =>
        Assert.Equal(expected, ClientAddress.Of(Request(connection, "203.0.113.9"), header: null)?.ToString());

    [Fact]
    public void Header_of_several_lines_counts_by_the_last()
    {
        var request = Request("192.0.2.200", null);
        request.Request.Headers[Header] = new(["198.51.100.1", "203.0.113.9"]);

        Assert.Equal("203.0.113.9", ClientAddress.Of(request, Header)?.ToString());
    }

    private static DefaultHttpContext Request(string? connection, string? header)
    {
        var context = new DefaultHttpContext { Connection = { RemoteIpAddress = connection is null ? null : IPAddress.Parse(connection) } };
        if (header is not null)
            context.Request.Headers[Header] = header;
        return context;
    }
}
