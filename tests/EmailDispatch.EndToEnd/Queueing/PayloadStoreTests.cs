using Azure;
using Azure.Storage.Blobs;
using EmailDispatch.Emails;
using EmailDispatch.Queueing;

namespace EmailDispatch.EndToEnd.Queueing;

/// <summary>The blobs of emails and drops: what is stored once, what is replaced, and what is never taken for missing.</summary>
public sealed class PayloadStoreTests(Azurite azurite)
{
    private readonly string _tenant = $"t{Guid.NewGuid():N}"[..20];
    private readonly EmailId _id = EmailId.New(TimeProvider.System);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Email_is_stored_once()
    {
        var store = await StoreAsync();

        var name = await store.SaveAsync(_tenant, _id, Email("first, Grüße"), Cancellation);
        var again = await store.SaveAsync(_tenant, _id, Email("second"), Cancellation);

        Assert.Equal(PayloadStore.NameOf(_tenant, _id), name);
        Assert.Equal(name, again);
        Assert.Equal("first, Grüße", (await store.ReadAsync(name, Cancellation)).Subject);
        Assert.True(await store.ExistsAsync(_tenant, _id, Cancellation));
        Assert.True(await store.IsAcceptedAsync(_tenant, _id, Cancellation));
    }

    [Fact]
    public async Task Draft_is_no_accepted_email_until_it_is_marked()
    {
        var store = await StoreAsync();
        var name = await store.SaveDraftAsync(_tenant, _id, Email("draft"), Cancellation);

        var before = await store.IsAcceptedAsync(_tenant, _id, Cancellation);
        await store.MarkAcceptedAsync(name, Cancellation);

        Assert.False(before);
        Assert.True(await store.IsAcceptedAsync(_tenant, _id, Cancellation));
        Assert.Equal("draft", (await store.ReadAsync(name, Cancellation)).Subject);
    }

    [Fact]
    public async Task Email_that_is_not_stored_is_missing_and_no_fault()
    {
        var store = await StoreAsync();
        var name = PayloadStore.NameOf(_tenant, _id);

        await store.MarkAcceptedAsync(name, Cancellation);
        await store.DeleteAsync(name, Cancellation);
        await store.DeleteDropAsync(_tenant, _id, Cancellation);

        Assert.False(await store.ExistsAsync(_tenant, _id, Cancellation));
        Assert.False(await store.IsAcceptedAsync(_tenant, _id, Cancellation));
        Assert.False(await store.TryKeepAsync(_tenant, _id, Cancellation));
        Assert.Null(await store.ReadDropAsync(_tenant, _id, Cancellation));
        var missing = await Assert.ThrowsAsync<RequestFailedException>(() => store.ReadAsync(name, Cancellation));
        Assert.Equal("BlobNotFound", missing.ErrorCode);
    }

    [Fact]
    public async Task Email_that_is_kept_is_not_deleted_by_those_who_listed_it_before()
    {
        var store = await StoreAsync();
        await store.SaveDraftAsync(_tenant, _id, Email("kept"), Cancellation);
        var listed = Assert.Single(await ListAsync(store));

        var isKept = await store.TryKeepAsync(_tenant, _id, Cancellation);

        Assert.True(isKept);
        Assert.False(await store.TryDeleteAsync(listed, Cancellation));
        Assert.True(await store.IsAcceptedAsync(_tenant, _id, Cancellation));
        Assert.True(await store.TryDeleteAsync(Assert.Single(await ListAsync(store)), Cancellation));
        Assert.Empty(await ListAsync(store));
        Assert.False(await store.TryDeleteAsync(listed, Cancellation));
    }

    [Fact]
    public async Task Emails_and_drops_of_a_tenant_and_day_are_listed_and_read_as_stored()
    {
        var store = await StoreAsync();
        var (drop, other) = (EmailId.New(TimeProvider.System), EmailId.Of(_id.AcceptedAt.AddDays(-1), "another day"));
        await store.SaveAsync(_tenant, _id, Email("listed"), Cancellation);
        await store.SaveDropAsync(_tenant, drop, BinaryData.FromString("as dropped"), Cancellation);
        await store.SaveAsync(_tenant, other, Email("another day"), Cancellation);
        await store.SaveAsync($"{_tenant}x", _id, Email("another tenant"), Cancellation);
        await ContainerOf().UploadBlobAsync($"{_id.AcceptedAt:yyyyMMdd}/{_tenant}/no-id", BinaryData.FromString("x"), Cancellation);

        var listed = await ListAsync(store);
        var all = await store.ListAsync(Cancellation).Where(payload => payload.Tenant.StartsWith(_tenant, StringComparison.Ordinal)).ToListAsync(Cancellation);

        Assert.Equal([(_id, false), (drop, true)], listed.Select(payload => (payload.Id, payload.IsDrop)).OrderBy(payload => payload.IsDrop));
        Assert.All(listed, payload => Assert.Equal(_tenant, payload.Tenant));
        Assert.All(listed, payload => Assert.InRange(payload.ChangedAt, DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(200)));
        Assert.Equal(4, all.Count);
        var (email, dropped) = (listed.Single(payload => !payload.IsDrop), listed.Single(payload => payload.IsDrop));
        Assert.Contains("\"listed\"", (await store.ReadAsync(email, Cancellation))!.ToString(), StringComparison.Ordinal);
        Assert.Equal("as dropped", (await store.ReadAsync(dropped, Cancellation))!.ToString());
        Assert.True(await store.TryDeleteAsync(dropped, Cancellation));
        Assert.Null(await store.ReadAsync(dropped, Cancellation));
        Assert.Equal([_id], (await ListAsync(store)).Select(payload => payload.Id));
    }

    [Fact]
    public async Task Drop_that_is_stored_again_is_replaced_and_kept_for_longer()
    {
        var store = await StoreAsync();
        await store.SaveDropAsync(_tenant, _id, BinaryData.FromString("one"), Cancellation);
        var listed = Assert.Single(await ListAsync(store));

        await store.SaveDropAsync(_tenant, _id, BinaryData.FromString("two"), Cancellation);

        Assert.Equal("two", (await store.ReadDropAsync(_tenant, _id, Cancellation))!.ToString());
        Assert.False(await store.TryDeleteAsync(listed, Cancellation));
        await store.DeleteDropAsync(_tenant, _id, Cancellation);
        Assert.Null(await store.ReadDropAsync(_tenant, _id, Cancellation));
    }

    [Fact]
    public async Task Deleted_email_is_gone()
    {
        var store = await StoreAsync();
        var name = await store.SaveAsync(_tenant, _id, Email("done"), Cancellation);

        await store.DeleteAsync(name, Cancellation);

        Assert.False(await store.ExistsAsync(_tenant, _id, Cancellation));
    }

    [Fact]
    public async Task Refusal_is_not_taken_for_a_missing_email()
    {
        var store = new PayloadStore(new BlobServiceClient(azurite.ConnectionString, RefusedRequests.In(new BlobClientOptions())));
        var listed = new StoredPayload(_tenant, _id, DateTimeOffset.UnixEpoch, new ETag("\"0x1\""));

        Task[] requests =
        [
            store.ExistsAsync(_tenant, _id, Cancellation), store.TryKeepAsync(_tenant, _id, Cancellation), store.IsAcceptedAsync(_tenant, _id, Cancellation),
            store.SaveAsync(_tenant, _id, Email("x"), Cancellation), store.MarkAcceptedAsync("name", Cancellation), store.ReadAsync("name", Cancellation),
            store.ReadAsync(listed, Cancellation), store.TryDeleteAsync(listed, Cancellation), store.DeleteAsync("name", Cancellation),
            store.SaveDropAsync(_tenant, _id, BinaryData.FromString("x"), Cancellation), store.ReadDropAsync(_tenant, _id, Cancellation), store.DeleteDropAsync(_tenant, _id, Cancellation),
        ];

        foreach (var request in requests)
            Assert.Equal(403, (await Assert.ThrowsAsync<RequestFailedException>(() => request)).Status);
    }

    private static Email Email(string subject) => new() { From = new EmailAddress("a@example.com"), To = [new EmailAddress("b@example.com")], Subject = subject, Text = "x" };

    private BlobContainerClient ContainerOf() => new(azurite.ConnectionString, PayloadStore.ContainerName);

    private async Task<PayloadStore> StoreAsync()
    {
        await ContainerOf().CreateIfNotExistsAsync(cancellationToken: Cancellation);
        return new PayloadStore(new BlobServiceClient(azurite.ConnectionString));
    }

    private async Task<List<StoredPayload>> ListAsync(PayloadStore store) => await store.ListAsync(_tenant, _id.AcceptedAt, Cancellation).ToListAsync(Cancellation);
}
