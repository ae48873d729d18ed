using System.Globalization;
using EmailDispatch.EndToEnd.Hosting;
using EmailDispatch.EndToEnd.Inbox;
using EmailDispatch.Sandbox;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace EmailDispatch.EndToEnd.Dashboard;

/// <summary>Providers are added, changed and removed on the page.</summary>
[Collection<DashboardCollection>]
public sealed class ProviderFormTests(DashboardFixture site, BrowserFixture browser)
{
    private const string Password = "not-a-secret-of-the-page-4711";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Provider_is_added_in_the_page_and_an_email_is_sent_through_it()
    {
        await using var server = await SandboxServer.StartAsync(cancellationToken: Cancellation);
        await using var dashboard = await OpenAsync(site.ApiKey);
        var form = dashboard.Card("Add a provider");
        await dashboard.Button("Add a provider").First.ClickAsync();
        await Expect(form.GetByLabel("Name", new() { Exact = true })).ToBeFocusedAsync();

        await form.GetByLabel("Name", new() { Exact = true }).FillAsync("Not A Name");
        await form.GetByLabel("Service").SelectOptionAsync("SendGrid");
        await Expect(form.GetByLabel("Host")).ToHaveValueAsync("smtp.sendgrid.net");
        await form.GetByRole(AriaRole.Button, new() { Name = "Add the provider" }).ClickAsync();
        await Expect(form.GetByText("must be 1 to 64 lower-case letters, digits and hyphens.", new() { Exact = false }).First).ToBeVisibleAsync();
        await Expect(form.GetByLabel("Name", new() { Exact = true })).ToBeFocusedAsync();

        await form.GetByLabel("Service").SelectOptionAsync("");
        await form.GetByLabel("Name", new() { Exact = true }).FillAsync("of-the-page");
        await form.GetByLabel("Host").FillAsync(server.Host);
        await form.GetByLabel("Port").FillAsync(server.Port.ToString(CultureInfo.InvariantCulture));
        await form.GetByLabel("Security").SelectOptionAsync("None");
        await form.GetByLabel("User name").FillAsync("user");
        await form.GetByLabel("Password").FillAsync(Password);
        await form.GetByLabel("Priority").FillAsync("50");
        await form.GetByRole(AriaRole.Button, new() { Name = "Add the provider" }).ClickAsync();
        var card = dashboard.Card("of-the-page");
        await Expect(card).ToBeVisibleAsync();
        await Expect(form).ToHaveCountAsync(0);

        using var client = new EmailClient(site.Host, DashboardFixture.OtherKey);
        var id = await client.SendAsync("""{"from":"a@example.com","to":"page@example.test","subject":"s","text":"t","provider":"of-the-page"}""", Cancellation);
        await client.WaitForAsync(id, "sent", Cancellation);

        await card.GetByRole(AriaRole.Button, new() { Name = "Drain" }).ClickAsync();
        await Expect(card.Locator(".pill").GetByText("draining")).ToBeVisibleAsync();
        await card.GetByRole(AriaRole.Button, new() { Name = "Stop draining" }).ClickAsync();
        await card.GetByRole(AriaRole.Button, new() { Name = "Disable" }).ClickAsync();
        await Expect(card.Locator(".pill").GetByText("disabled")).ToBeVisibleAsync();
        await card.GetByRole(AriaRole.Button, new() { Name = "Edit" }).ClickAsync();
        var change = dashboard.Card("Change of-the-page");
        await Expect(change.GetByLabel("Priority")).ToHaveValueAsync("50");
        await Expect(change.GetByLabel("Password")).ToHaveValueAsync("");
        await change.GetByLabel("Priority").FillAsync("60");
        await change.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(card.GetByText("60", new() { Exact = true })).ToBeVisibleAsync();
        var page = await dashboard.Page.ContentAsync();
        await card.GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await dashboard.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await Expect(card).ToHaveCountAsync(0);

        Assert.Single(server.Inbox.After());
        Assert.DoesNotContain(Password, page, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, site.Host.Output, StringComparison.Ordinal);
        Assert.Empty(dashboard.Alarms);
    }

    [Fact]
    public async Task Failed_test_is_shown_at_its_field_and_nothing_is_saved()
    {
        await using var server = await SandboxServer.StartAsync(new SandboxServerOptions { Behaviour = SandboxBehaviour.AuthRefused }, Cancellation);
        await using var dashboard = await OpenAsync(site.ApiKey);
        await dashboard.Button("Add a provider").First.ClickAsync();
        var form = dashboard.Card("Add a provider");

        await form.GetByLabel("Name", new() { Exact = true }).FillAsync("refused-login");
        await form.GetByLabel("Host").FillAsync(server.Host);
        await form.GetByLabel("Port").FillAsync(server.Port.ToString(CultureInfo.InvariantCulture));
        await form.GetByLabel("Security").SelectOptionAsync("None");
        await form.GetByLabel("User name").FillAsync("user");
        await form.GetByLabel("Password").FillAsync(Password);
        await form.GetByRole(AriaRole.Button, new() { Name = "Add the provider" }).ClickAsync();

        await Expect(form.GetByRole(AriaRole.List, new() { Name = "Stages of the test" })).ToContainTextAsync("failed");
        await Expect(form.GetByLabel("Password")).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(dashboard.Card("refused-login")).ToHaveCountAsync(0);
        await form.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Expect(form).ToHaveCountAsync(0);
        Assert.Empty(dashboard.Alarms);
    }

    [Fact]
    public async Task Provider_of_the_settings_is_read_only_and_a_reader_sees_no_button()
    {
        await using var dashboard = await OpenAsync(site.ApiKey);
        await using var reader = await OpenAsync(DashboardFixture.ReadKey);

        await Expect(dashboard.Card("first").GetByText("the settings of the deployment", new() { Exact = false })).ToBeVisibleAsync();
        await Expect(dashboard.Card("first").GetByRole(AriaRole.Button, new() { Name = "Edit" })).ToHaveCountAsync(0);
        await Expect(reader.Page.GetByText("This key may not do that")).ToBeVisibleAsync();
        await Expect(reader.Button("Add a provider")).ToBeHiddenAsync();
    }

    private async Task<DashboardPage> OpenAsync(string key) => await DashboardPage.OpenAsync(await browser.NewContextAsync(), site.Host.BaseUrl, key, "/providers");
}
