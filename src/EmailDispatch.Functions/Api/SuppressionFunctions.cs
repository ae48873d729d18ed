using EmailDispatch.Access;
using EmailDispatch.Emails;
using EmailDispatch.Functions.Http;
using EmailDispatch.Suppressions;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.Functions.Api;

/// <summary>The endpoints of <c>/suppressions</c>, a tenant's do-not-send list.</summary>
public sealed class SuppressionFunctions(SuppressionStore store, SuppressionList list, TimeProvider time)
{
    // A hundred addresses must not be a hundred requests at once.
    private const int Parallel = 10;

    /// <summary>Lists addresses.</summary>
    [Function("ListSuppressions")]
    [RequiresScope(Scopes.Read)]
    public async Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "suppressions")] HttpRequest request, CancellationToken cancellationToken)
    {
        var (query, errors) = SuppressionQueryReader.Read(request.Tenant(), request.Query);
        if (errors.Count > 0)
            return ApiResults.Refused(request.HttpContext, EmailFault.Invalid, errors);

        var page = await store.ListAsync(query, cancellationToken);
        return Answers.Ok(new PageView<SuppressionView>(page.HasMore, page.Next?.ToString(), [.. page.Suppressions.Select(SuppressionView.Of)]));
    }

    /// <summary>Shows one entry, named by its id or its address.</summary>
    [Function("GetSuppression")]
    [RequiresScope(Scopes.Read)]
    public async Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "suppressions/{address}")] HttpRequest request, string address, CancellationToken cancellationToken) =>
        await FindAsync(request.Tenant(), address, cancellationToken) is { } found ? Answers.Ok(SuppressionView.Of(found)) : NotFound(request);

    /// <summary>Puts one address or several on the list: 201 where one of them is new there, else 200.</summary>
    [Function("AddSuppressions")]
    [RequiresScope(Scopes.Admin)]
    public Task<IResult> AddAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "suppressions")] HttpRequest request, CancellationToken cancellationToken) =>
        AddAsync(request, isList: false, cancellationToken);

    /// <summary>The same, as the Resend API has it for several.</summary>
    [Function("AddSuppressionBatch")]
    [RequiresScope(Scopes.Admin)]
    public Task<IResult> AddBatchAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "suppressions/batch/add")] HttpRequest request, CancellationToken cancellationToken) =>
        AddAsync(request, isList: true, cancellationToken);

    /// <summary>Takes an address off the list, named by its entry's id or itself.</summary>
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

    /// <summary>Takes several addresses off the list.</summary>
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
            if (await store.ReadAsync(tenant, address, cancellationToken) is { } found)
                return found;
        }

        return null;
    }

    private async Task<SuppressionDeletedView> RemoveAsync(string tenant, SuppressionId id, CancellationToken cancellationToken) =>
        await store.ReadAsync(tenant, id, cancellationToken) is { } found
            ? await RemoveAsync(tenant, found.Address, cancellationToken)
            : new SuppressionDeletedView(id.ToString(), Address: null, Deleted: false);

    private async Task<SuppressionDeletedView> RemoveAsync(string tenant, string address, CancellationToken cancellationToken) =>
        new(SuppressionId.Of(address).ToString(), address, await list.RemoveAsync(tenant, address, cancellationToken));

    // The slash is the one character that a server leaves encoded in a path; a local part may have it, RFC 5322 section 3.2.3.
    private static IEnumerable<string> Readings(string address)
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
