using EmailDispatch.EndToEnd.Hosting;
using EmailDispatch.EndToEnd.Inbox;
using EmailDispatch.EndToEnd.Samples;
using EmailDispatch.EndToEnd.Usage;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace EmailDispatch.EndToEnd.Dashboard;

/// <summary>
/// Takes the pictures of the documentation, on demand alone:
/// <c>dotnet run --project tests/EmailDispatch.EndToEnd -- -explicit only -class EmailDispatch.EndToEnd.Dashboard.DashboardPictures</c>.
/// </summary>
public sealed class DashboardPictures(Azurite azurite, BrowserFixture browser) : IClassFixture<Azurite>, IClassFixture<BrowserFixture>
{
    [Fact(Explicit = true)]
    public async Task Take()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var storage = await new UsageInstance(azurite, TimeProvider.System).PrepareAsync(cancellation);
        var now = TimeProvider.System.GetUtcNow();
        await new ExampleEmails(storage, now.ToOffset(TimeSpan.FromHours(Offset(now)))).WriteAsync(cancellation);
        await using var host = await EmailHost.StartAsync(
            new EmailHostSettings(azurite.ConnectionString, [new HostedProvider("ses-eu", "127.0.0.1", 9), new HostedProvider("postmark", "127.0.0.1", 9, Priority: 2)]),
            cancellation);

        // The sign of these zones is the reverse of what one expects.
        var zone = $"Etc/GMT{-Offset(now):+0;-0}";
        await TakeAsync(host, "dashboard-wide", "7d", new() { ViewportSize = new() { Width = 1280, Height = 900 }, TimezoneId = zone });
        await TakeAsync(host, "dashboard-dark", "24h", new() { ViewportSize = new() { Width = 1280, Height = 900 }, ColorScheme = ColorScheme.Dark, TimezoneId = zone });
        await TakeAsync(host, "dashboard-phone", "24h", new() { ViewportSize = new() { Width = 390, Height = 844 }, DeviceScaleFactor = 2, TimezoneId = zone });
    }

    /// <summary>Of the time zone where it is mid-afternoon, so that the pictures show a working day whenever they are taken.</summary>
    private static int Offset(DateTimeOffset now) => Math.Clamp(15 - now.UtcDateTime.Hour, -12, 14);

    private async Task TakeAsync(EmailHost host, string name, string range, BrowserNewContextOptions options)
    {
        await using var dashboard = await DashboardPage.OpenAsync(await browser.NewContextAsync(options), host.BaseUrl, host.ApiKey, $"/?range={range}");
        await Expect(dashboard.Page.GetByRole(AriaRole.Table)).ToHaveCountAsync(2);
        await Expect(dashboard.Page.Locator(".plot canvas")).ToBeVisibleAsync();
        await dashboard.SettleAsync();
        await dashboard.Page.ScreenshotAsync(new() { Path = RepositoryPath.Of("docs", "images", $"{name}.png"), FullPage = true, Animations = ScreenshotAnimations.Disabled });
        Assert.Empty(dashboard.Alarms);
    }
}
