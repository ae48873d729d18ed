using EmailDispatch.LocalHost.Runtime.Settings;
using Microsoft.Extensions.Configuration;

namespace EmailDispatch.Tests.LocalHost.Settings;

public sealed class SettingNamesTests
{
    private static readonly IConfiguration Settings = new ConfigurationBuilder()
        .AddInMemoryCollection([new("Queue", "emails"), new("Usage:Schedule", "0 */5 * * * *")]).Build();

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("%Queue%", "emails")]
    [InlineData("%queue%-poison", "emails-poison")]
    [InlineData("%Usage:Schedule%", "0 */5 * * * *")]
    [InlineData("%Usage__Schedule%", "0 */5 * * * *")]
    public void Placeholder_stands_for_its_setting(string text, string expected) =>
        Assert.Equal(expected, HostFiles.Resolve(Settings, text, "Send"));

    [Fact]
    public void Missing_setting_is_a_startup_fault_that_names_function_and_setting()
    {
        var fault = Assert.Throws<StartupFault>(() => HostFiles.Resolve(Settings, "%Missing%", "Send"));

        Assert.Contains("Send", fault.Message, StringComparison.Ordinal);
        Assert.Contains("%Missing%", fault.Message, StringComparison.Ordinal);
    }
}
