using EmailDispatch.LocalHost.Runtime.Queues;
using EmailDispatch.LocalHost.Runtime.Settings;
using Microsoft.Extensions.Configuration;

namespace EmailDispatch.Tests.LocalHost.Queues;

public sealed class StorageConnectionsTests
{
    private const string ConnectionString =
        "DefaultEndpointsProtocol=http;AccountName=account1;AccountKey=AAAA;QueueEndpoint=http://127.0.0.1:9/account1;";

    [Theory]
    [InlineData(null, "AzureWebJobsStorage")]
    [InlineData("Mail", "Mail")]
    [InlineData("Mail", "AzureWebJobsMail")]
    [InlineData("Mail", "ConnectionStrings:Mail")]
    public void Connection_is_the_setting_of_its_name(string? connection, string setting)
    {
        var connections = Connections(setting, ConnectionString);

        Assert.Equal("account1", connections.Open(connection, "Send").AccountName);
    }

    [Theory]
    [InlineData("Other", ConnectionString, "needs the setting Mail")]
    [InlineData("Mail", "nonsense", "the setting Mail is not a storage connection string")]
    public void Missing_or_malformed_setting_is_a_startup_fault(string setting, string value, string why)
    {
        var connections = Connections(setting, value);

        var fault = Assert.Throws<StartupFault>(() => connections.Open("Mail", "Send"));

        Assert.Contains(why, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("AAAA", fault.Message, StringComparison.Ordinal);
    }

    private static StorageConnections Connections(string setting, string value) =>
        new(new ConfigurationBuilder().AddInMemoryCollection([new(setting, value)]).Build());
}
