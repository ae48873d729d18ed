using EmailDispatch.Access;
using EmailDispatch.Emails;
using EmailDispatch.Functions.Http;
using EmailDispatch.Suppressions;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.Functions.Api;

/// <summary>A tenant's do-not-send list.</summary>
public sealed class SuppressionFunctions(SuppressionStore store, SuppressionList list, TimeProvider time)
{
    // Limits the concurrent storage requests for a list of 100 addresses.
    private const int Parallel = 10;

    [Function("ListSuppressions")]
    [RequiresScope(Scopes.Read)]
    public async Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "suppressions")] HttpRequest request, CancellationToken cancellationToken)
    {
        var (query, errors) = SuppressionQueryReader.Read(request.Tenant(), request.Query);
        if (errors.Count > 0)
            return ApiResults.Refused(request.HttpContext, EmailFault.Invalid, errors);

        var page = await list.ListAsync(query, cancellationToken);
        return Answers.Ok(new PageView<SuppressionView>(page.HasMore, page.Next?.Id.ToString(), [.. page.Rows.Select(SuppressionView.Of)]));
    }

    [Function("GetSuppression")]
    [RequiresScope(Scopes.Read)]
    public async Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "suppressions/{address}")] HttpRequest request, string address, CancellationToken cancellationToken) =>
        await FindAsync(request.Tenant(), address, cancellationToken) is { } found ? Answers.Ok(SuppressionView.Of(found)) : NotFound(request);

    [Function("AddSuppressions")]
    [RequiresScope(Scopes.Admin)]
    public Task<IResult> AddAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "suppressions")] HttpRequest request, CancellationToken cancellationToken) =>
        AddAsync(request, isList: false, cancellationToken);

    [Function("AddSuppressionBatch")]
    [RequiresScope(Scopes.Admin)]
    public Task<IResult> AddBatchAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "suppressions/batch/add")] HttpRequest request, CancellationToken cancellationToken) =>
        AddAsync(request, isList: true, cancellationToken);

    [Function("DeleteSuppression")]
    [RequiresScope(Scopes.Admin)]
    public async Task<IResult> DeleteAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "suppressions/{address}")] HttpRequest request, string address, CancellationToken cancellationToken)
    {
        if (SuppressionId.TryParse(address, out var id))
            return await RemoveAsync(request.Tenant(), id, cancellationToken) is { Deleted: true } deleted ? Answers.Ok(deleted) : NotFound(request);

        foreach (var reading in Readings(address))
        {
            if (await RemoveAsync(request.Tenant(), reading, cancellationToken) is { Deleted: true } deleted)
                return Answers.Ok(deleted);
        }

        return NotFound(request);
    }

    [Function("DeleteSuppressionBatch")]
    [RequiresScope(Scopes.Admin)]
    public async Task<IResult> DeleteBatchAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "suppressions/batch/remove")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (await RequestBody.ReadAsync(request, SuppressionReader.MaxBytes, cancellationToken) is not { } body)
            return ApiResults.TooLarge(request.HttpContext, SuppressionReader.MaxBytes);

        var read = SuppressionReader.ReadRemoval(body);
        if (read.Request is not { } removal)
            return ApiResults.Refused(request.HttpContext, read.Fault, read.Errors);

        var tenant = request.Tenant();
        var deleted = await SomeAtOnceAsync(removal.Addresses, address => RemoveAsync(tenant, address, cancellationToken));
        deleted.AddRange(await SomeAtOnceAsync(removal.Ids, id => RemoveAsync(tenant, id, cancellationToken)));
        return Answers.Ok(new SuppressionBatchDeletedView(deleted));
    }

    private async Task<IResult> AddAsync(HttpRequest request, bool isList, CancellationToken cancellationToken)
    {
        if (await RequestBody.ReadAsync(request, SuppressionReader.MaxBytes, cancellationToken) is not { } body)
            return ApiResults.TooLarge(request.HttpContext, SuppressionReader.MaxBytes);

        var read = SuppressionReader.Read(body);
        if (read.Request is not { } wanted)
            return ApiResults.Refused(request.HttpContext, read.Fault, read.Errors);

        var added = await SomeAtOnceAsync(wanted.Addresses, address => AddAsync(request.Tenant(), address, wanted.Reason, cancellationToken));
        var views = added.ConvertAll(a => SuppressionView.Of(a.Entry));
        var status = added.Exists(a => a.IsNew) ? StatusCodes.Status201Created : StatusCodes.Status200OK;
        return isList || wanted.IsList ? Answers.Ok(new PageView<SuppressionView>(HasMore: false, Next: null, views), status) : Answers.Ok(views[0], status);
    }

    private static async Task<List<TResult>> SomeAtOnceAsync<T, TResult>(IEnumerable<T> all, Func<T, Task<TResult>> act)
    {
        var results = new List<TResult>();
        foreach (var some in all.Chunk(Parallel))
            results.AddRange(await Task.WhenAll(some.Select(act)));
        return results;
    }

    private async Task<Suppression?> FindAsync(string tenant, string named, CancellationToken cancellationToken)
    {
        if (SuppressionId.TryParse(named, out var id))
            return await store.ReadAsync(tenant, id, cancellationToken);

        foreach (var address in Readings(named))
        {
            if (await list.ReadAsync(tenant, address, cancellationToken) is { } found)
                return found;
        }

        return null;
    }

    private async Task<SuppressionDeletedView> RemoveAsync(string tenant, SuppressionId id, CancellationToken cancellationToken) =>
        await store.ReadAsync(tenant, id, cancellationToken) is { } found
            ? new SuppressionDeletedView(id.ToString(), found.Address, await list.RemoveAsync(found, cancellationToken))
            : new SuppressionDeletedView(id.ToString(), Address: null, Deleted: false);

    private async Task<SuppressionDeletedView> RemoveAsync(string tenant, string address, CancellationToken cancellationToken) =>
        new(SuppressionId.Of(address).ToString(), address, await list.RemoveAsync(tenant, address, cancellationToken));

    // Servers do not decode %2F in a path, and a local part may contain a slash (RFC 5322 section 3.2.3).
    internal static IEnumerable<string> Readings(string address)
    {
        string[] readings = [address, address.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase)];
        foreach (var reading in readings.Distinct())
        {
            if (EmailAddressParser.TryParse(reading, out var mailbox, out _))
                yield return mailbox.Address;
        }
    }

    private static IResult NotFound(HttpRequest request) =>
        ApiResults.Error(request.HttpContext, StatusCodes.Status404NotFound, "not_found", "The address is not on the do-not-send list.");

    private async Task<(Suppression Entry, bool IsNew)> AddAsync(string tenant, string address, SuppressionReason reason, CancellationToken cancellationToken)
    {
        var suppression = new Suppression(tenant, address, reason, time.GetUtcNow());
        return await list.AddAsync(suppression, cancellationToken)
            ? (suppression, true)
            : (await store.ReadAsync(tenant, address, cancellationToken) ?? suppression, false);
    }
}
