using EmailDispatch.EndToEnd.Hosting;
using EmailDispatch.EndToEnd.Inbox;
using EmailDispatch.EndToEnd.Usage;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace EmailDispatch.EndToEnd.Dashboard;

/// <summary>
/// A week of emails as the documentation shows it. If the environment variable <c>DASHBOARD_PICTURES</c> names docs/images, the pictures are
/// updated there; otherwise they are deleted with the test.
/// </summary>
public sealed class DashboardPictureTests(Azurite azurite, BrowserFixture browser) : IClassFixture<Azurite>, IClassFixture<BrowserFixture>
{
    private const string FolderVariable = "DASHBOARD_PICTURES";

    [Fact]
    public async Task Week_of_emails_fits_a_wide_a_dark_and_a_small_screen()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var chosen = Environment.GetEnvironmentVariable(FolderVariable);
        var folder = chosen ?? Directory.CreateTempSubdirectory("dashboard-").FullName;
        var storage = await new UsageInstance(azurite, TimeProvider.System).PrepareAsync(cancellation);
        var now = TimeProvider.System.GetUtcNow();
        await new ExampleEmails(storage, now.ToOffset(TimeSpan.FromHours(Offset(now)))).WriteAsync(cancellation);
        await using var host = await EmailHost.StartAsync(
            new EmailHostSettings(azurite.ConnectionString, [new HostedProvider("ses-eu", "127.0.0.1", 9), new HostedProvider("postmark", "127.0.0.1", 9, Priority: 2)]),
            cancellation);

        // The sign of these zones is reversed.
        var zone = $"Etc/GMT{-Offset(now):+0;-0}";
        await TakeAsync(host, folder, "dashboard-wide", "7d", new() { ViewportSize = new() { Width = 1280, Height = 900 }, TimezoneId = zone });
        await TakeAsync(host, folder, "dashboard-dark", "24h", new() { ViewportSize = new() { Width = 1280, Height = 900 }, ColorScheme = ColorScheme.Dark, TimezoneId = zone });
        await TakeAsync(host, folder, "dashboard-phone", "24h", new() { ViewportSize = new() { Width = 390, Height = 844 }, DeviceScaleFactor = 2, TimezoneId = zone });
        if (chosen is null)
            Directory.Delete(folder, recursive: true);
    }

    /// <summary>The offset of a time zone where it is mid-afternoon, so the pictures always show a working day.</summary>
    private static int Offset(DateTimeOffset now) => Math.Clamp(15 - now.UtcDateTime.Hour, -12, 14);

    private async Task TakeAsync(EmailHost host, string folder, string name, string range, BrowserNewContextOptions options)
    {
        await using var dashboard = await DashboardPage.OpenAsync(await browser.NewContextAsync(options), host.BaseUrl, host.ApiKey, $"/?range={range}");
        await Expect(dashboard.Page.GetByRole(AriaRole.Table)).ToHaveCountAsync(2);
        await Expect(dashboard.Page.Locator(".plot canvas")).ToBeVisibleAsync();
        await Expect(dashboard.Tile("Stale")).ToBeVisibleAsync();
        await dashboard.SettleAsync();
        await dashboard.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png"), FullPage = true, Animations = ScreenshotAnimations.Disabled });

        Assert.True(await dashboard.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), name);
        Assert.Empty(dashboard.Alarms);
    }
}
