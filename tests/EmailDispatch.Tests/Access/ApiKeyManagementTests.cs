using EmailDispatch.Access;
using EmailDispatch.Emails;

namespace EmailDispatch.Tests.Access;

public sealed class ApiKeyManagementTests
{
    private readonly AccessBench _bench = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Row_has_everything_but_the_key()
    {
        var recipients = new RecipientRules { DeliverOnlyTo = ["example.org", "qa@example.net"], RedirectTo = "qa@example.net" };
        var request = new ApiKeyRequest { Name = "web", Scopes = Scopes.Send, FromDomains = ["example.com"], Recipients = recipients, RatePerSecond = 5 };

        var issued = await _bench.IssueAsync(request);

        var row = _bench.Tables.Table.Find(issued.Key.Id, "key")!;
        Assert.DoesNotContain(row.Keys, column => $"{row[column]}".Contains(issued.Token[3..], StringComparison.Ordinal));
        Assert.DoesNotContain(_bench.Log.Entries, entry => entry.Text.Contains(issued.Token[3..], StringComparison.Ordinal));
        Assert.Equivalent(issued.Key, await _bench.FindAsync(issued.Token));
        Assert.Equal(("acme", "web", 5), (issued.Key.Tenant, issued.Key.Name, issued.Key.RatePerSecond));
    }

    [Fact]
    public async Task Provider_headers_are_not_given_by_who_may_not_set_them()
    {
        var by = _bench.Admin with { ProviderHeaders = false };

        var refused = await _bench.Management.IssueAsync(by, new ApiKeyRequest { Name = "x", ProviderHeaders = true }, Cancellation);
        var inherited = await _bench.Management.IssueAsync(by, new ApiKeyRequest { Name = "x" }, Cancellation);

        Assert.Equal("provider_headers", Assert.Single(refused.Errors).Field);
        Assert.False(inherited.Issued!.Key.MaySetProviderHeaders);
        Assert.False((await _bench.FindAsync(inherited.Issued.Token))!.MaySetProviderHeaders);
    }

    [Fact]
    public async Task Token_has_256_bits_and_the_id_is_a_uuid()
    {
        var (one, two) = (await _bench.IssueAsync(), await _bench.IssueAsync());

        Assert.Matches("^ed_[A-Za-z0-9_-]{43}$", one.Token);
        Assert.Equal(8, Guid.ParseExact(one.Key.Id, "D").Version);
        Assert.NotEqual(one.Token, two.Token);
        Assert.NotEqual(one.Key.Id, two.Key.Id);
    }

    [Fact]
    public async Task List_has_the_keys_of_the_tenant_newest_first()
    {
        var first = await _bench.IssueAsync();
        _bench.Time.Advance(TimeSpan.FromSeconds(1));
        var second = await _bench.IssueAsync();
        await _bench.Management.IssueAsync(_bench.Admin, new ApiKeyRequest { Name = "x", Tenant = "other" }, Cancellation);

        var keys = await _bench.Management.ListAsync("acme", Cancellation);

        Assert.Equal([second.Key.Id, first.Key.Id], keys.Select(key => key.Id));
    }

    [Theory]
    [InlineData("other", null)]
    [InlineData("acme", "not-an-id")]
    [InlineData("acme", "0190a1b2-0000-8000-8000-000000000000")]
    public async Task What_is_not_the_tenants_key_is_not_revoked(string tenant, string? id)
    {
        var issued = await _bench.IssueAsync();

        Assert.False(await _bench.Management.RevokeAsync(_bench.Admin, tenant, id ?? issued.Key.Id, Cancellation));

        Assert.NotNull(await _bench.FindAsync(issued.Token));
    }

    [Theory]
    [InlineData("default", "other", true)]
    [InlineData("acme", "other", false)]
    [InlineData("acme", "acme", true)]
    [InlineData("acme", null, true)]
    public void Only_the_operator_manages_another_tenant(string own, string? tenant, bool expected) =>
        Assert.Equal(expected, ApiKeyManagement.MayManage(_bench.Admin with { Tenant = own }, tenant));

    [Theory]
    [InlineData("example.com", true)]
    [InlineData("news.example.test", true)]
    [InlineData("*.news.example.test", true)]
    [InlineData("*.example.test", true)]
    [InlineData("*.example.com", false)]
    [InlineData("example.test", false)]
    [InlineData("example.net", false)]
    public async Task Key_for_some_domains_issues_none_for_others(string domain, bool expected)
    {
        var by = _bench.Admin with { FromDomains = ["any.example.com", "example.com", "*.example.test"] };

        var result = await _bench.Management.IssueAsync(by, new ApiKeyRequest { Name = "x", FromDomains = [domain] }, Cancellation);

        Assert.Equal(expected, result.Issued is not null);
        Assert.Equal(expected ? [] : ["from_domains[0]"], result.Errors.Select(e => e.Field));
    }

    [Theory]
    [InlineData("qa@example.com", true)]
    [InlineData("QA@Example.com", true)]
    [InlineData("any@dev.example.test", true)]
    [InlineData("dev.example.test", true)]
    [InlineData("*.dev.example.test", true)]
    [InlineData("other@example.com", false)]
    [InlineData("example.com", false)]
    [InlineData("example.test", false)]
    [InlineData("any@example.net", false)]
    public async Task Key_for_some_recipients_issues_none_for_others(string recipients, bool expected)
    {
        var by = _bench.Admin with { Recipients = new() { DeliverOnlyTo = ["qa@example.com", "*.example.test"] } };

        var result = await _bench.Management.IssueAsync(by, new ApiKeyRequest { Name = "x", Recipients = new() { DeliverOnlyTo = [recipients] } }, Cancellation);

        Assert.Equal(expected ? [] : ["deliver_only_to[0]"], result.Errors.Select(e => e.Field));
    }

    [Fact]
    public async Task Key_for_one_address_issues_no_key_for_its_domain()
    {
        var by = _bench.Admin with { Recipients = new() { DeliverOnlyTo = ["qa@example.com"] } };

        var result = await _bench.Management.IssueAsync(by, new ApiKeyRequest { Name = "x", Recipients = new() { DeliverOnlyTo = ["example.com"] } }, Cancellation);

        Assert.Equal("deliver_only_to[0]", Assert.Single(result.Errors).Field);
    }

    [Fact]
    public async Task Redirection_and_recipients_are_handed_on()
    {
        var by = _bench.Admin with { Recipients = new() { DeliverOnlyTo = ["example.com"], RedirectTo = "qa@example.com" } };

        var inherited = await _bench.Management.IssueAsync(by, new ApiKeyRequest { Name = "x" }, Cancellation);
        var other = await _bench.Management.IssueAsync(by, new ApiKeyRequest { Name = "x", Recipients = new() { RedirectTo = "b@example.com" } }, Cancellation);

        Assert.Equivalent(by.Recipients, (await _bench.FindAsync(inherited.Issued!.Token))!.Recipients);
        Assert.Equal("redirect_to", Assert.Single(other.Errors).Field);
    }

    [Theory]
    [InlineData(false, "example.org", "redirect_to")]
    [InlineData(true, null, "provider_headers")]
    [InlineData(false, null, null)]
    public async Task Parts_that_contradict_each_other_are_refused(bool headers, string? only, string? field)
    {
        var recipients = new RecipientRules { RedirectTo = "qa@example.com", DeliverOnlyTo = only is null ? [] : [only] };

        var result = await _bench.Management.IssueAsync(_bench.Admin, new ApiKeyRequest { Name = "x", Recipients = recipients, ProviderHeaders = headers }, Cancellation);

        Assert.Equal(field is null ? [] : [field], result.Errors.Select(e => e.Field));
    }

    [Fact]
    public async Task Key_of_an_earlier_release_has_no_rules_for_recipients()
    {
        var issued = await _bench.IssueAsync();
        var row = _bench.Tables.Table.Find(issued.Key.Id, "key")!;
        row.Remove("DeliverOnlyTo");
        row.Remove("RedirectTo");

        Assert.False((await _bench.FindAsync(issued.Token))!.Recipients.IsRestricted);
    }

    [Fact]
    public async Task Key_for_some_domains_hands_them_on()
    {
        var by = _bench.Admin with { FromDomains = ["example.com"] };

        var result = await _bench.Management.IssueAsync(by, new ApiKeyRequest { Name = "x" }, Cancellation);

        Assert.Equal(["example.com"], result.Issued!.Key.FromDomains);
    }

    [Fact]
    public async Task Update_changes_what_it_names_and_holds_at_once_here_and_within_a_minute_elsewhere()
    {
        var other = new AccessBench(_bench);
        var issued = await _bench.IssueAsync(new ApiKeyRequest { Name = "web", FromDomains = ["example.com"], RatePerSecond = 5 });
        Assert.NotNull(await _bench.FindAsync(issued.Token));
        Assert.NotNull(await other.FindAsync(issued.Token));

        var (named, _) = await UpdateAsync(_bench.Admin, issued.Key.Id, new ApiKeyUpdate { Name = "shop" });
        var (lowered, _) = await UpdateAsync(_bench.Admin, issued.Key.Id, new ApiKeyUpdate { Scopes = Scopes.Send });

        var expected = issued.Key with { Name = "shop", Scopes = Scopes.Send };
        Assert.Equal(("shop", Scopes.All), (named!.Name, named.Scopes));
        Assert.Equivalent(expected, lowered);
        Assert.Equivalent(expected, await _bench.FindAsync(issued.Token));
        _bench.Time.Advance(ApiKeyCache.Lifetime);
        Assert.Equivalent(expected, await other.FindAsync(issued.Token));
    }

    [Theory]
    [InlineData("other", null)]
    [InlineData("acme", "not-an-id")]
    [InlineData("acme", "settings:0")]
    [InlineData("acme", "0190a1b2-0000-8000-8000-000000000000")]
    public async Task What_is_not_the_tenants_key_is_neither_shown_nor_changed(string tenant, string? id)
    {
        var issued = await _bench.IssueAsync();

        var (key, refusal) = await _bench.Management.UpdateAsync(_bench.Admin, tenant, id ?? issued.Key.Id, new ApiKeyUpdate { Name = "x" }, Cancellation);

        Assert.Equal((null, null), (key, refusal));
        Assert.Null(await _bench.Management.FindAsync(tenant, id ?? issued.Key.Id, Cancellation));
        Assert.Equal("web", (await _bench.FindAsync(issued.Token))!.Name);
    }

    [Fact]
    public async Task Key_does_not_change_its_own_scopes_but_its_name()
    {
        var issued = await _bench.IssueAsync(new ApiKeyRequest { Name = "ops", Scopes = Scopes.Admin });

        var (_, refusal) = await UpdateAsync(issued.Key, issued.Key.Id, new ApiKeyUpdate { Name = "y", Scopes = Scopes.All });
        var (renamed, none) = await UpdateAsync(issued.Key, issued.Key.Id, new ApiKeyUpdate { Name = "x" });

        Assert.Equal(("scopes", null), (refusal!.Field, none));
        Assert.Equal(("x", Scopes.Admin), (renamed!.Name, renamed.Scopes));
    }

    [Theory]
    [InlineData("example.com", null, true)]
    [InlineData("example.net", null, false)]
    [InlineData(null, null, false)]
    [InlineData("example.com", true, false)]
    public async Task Scopes_are_not_given_to_a_key_that_may_what_the_asking_one_may_not(string? domain, bool? headers, bool expected)
    {
        var issued = await _bench.IssueAsync(new ApiKeyRequest { Name = "x", Scopes = Scopes.Send, FromDomains = domain is null ? [] : [domain], ProviderHeaders = headers });
        var by = _bench.Admin with { FromDomains = ["example.com"] };

        var (key, refusal) = await UpdateAsync(by, issued.Key.Id, new ApiKeyUpdate { Scopes = Scopes.All });

        Assert.Equal(expected, refusal is null);
        Assert.Equal(expected ? Scopes.All : Scopes.Send, key!.Scopes);
        Assert.Equal(expected ? Scopes.All : Scopes.Send, (await _bench.FindAsync(issued.Token))!.Scopes);
    }

    [Theory]
    [InlineData("qa@test.example", null, true)]
    [InlineData(null, "qa@test.example", true)]
    [InlineData("*.test.example", null, false)]
    [InlineData(null, null, false)]
    public async Task Scopes_are_not_given_to_a_key_that_writes_to_others_than_the_asking_one(string? listed, string? redirectTo, bool expected)
    {
        var recipients = new RecipientRules { DeliverOnlyTo = listed is null ? [] : [listed], RedirectTo = redirectTo };
        var issued = await _bench.IssueAsync(new ApiKeyRequest { Name = "x", Scopes = Scopes.Send, Recipients = recipients });
        var by = _bench.Admin with { Recipients = new RecipientRules { DeliverOnlyTo = ["test.example"] } };

        var (_, refusal) = await UpdateAsync(by, issued.Key.Id, new ApiKeyUpdate { Scopes = Scopes.All });

        Assert.Equal(expected, refusal is null);
    }

    [Fact]
    public async Task Update_does_not_bring_a_revoked_key_back()
    {
        var issued = await _bench.IssueAsync();
        _bench.Tables.Table.OnUpdate = () => _bench.Tables.Table.Remove(issued.Key.Id, "key");

        var (key, refusal) = await UpdateAsync(_bench.Admin, issued.Key.Id, new ApiKeyUpdate { Name = "x" });

        Assert.Equal((null, null), (key, refusal));
        Assert.Null(_bench.Tables.Table.Find(issued.Key.Id, "key"));
    }

    private Task<(ApiKey? Key, FieldError? Refusal)> UpdateAsync(ApiKey by, string id, ApiKeyUpdate update) =>
        _bench.Management.UpdateAsync(by, "acme", id, update, Cancellation);
}
