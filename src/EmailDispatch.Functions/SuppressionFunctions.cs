using EmailDispatch.Access;
using EmailDispatch.Emails;
using EmailDispatch.Functions.Http;
using EmailDispatch.Suppressions;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.Functions;

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
        return errors.Count > 0
            ? ApiResults.Refused(request.HttpContext, EmailFault.Invalid, errors)
            : ApiResults.Ok(SuppressionListView.Of(await store.ListAsync(query, cancellationToken)));
    }

    /// <summary>Puts one address or several on the list: 201 where one of them is new there, else 200.</summary>
    [Function("AddSuppressions")]
    [RequiresScope(Scopes.Admin)]
    public async Task<IResult> AddAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "suppressions")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (await RequestBody.ReadAsync(request, SuppressionReader.MaxBytes, cancellationToken) is not { } body)
            return ApiResults.TooLarge(request.HttpContext, SuppressionReader.MaxBytes);

        var read = SuppressionReader.Read(body);
        if (read.Request is not { } wanted)
            return ApiResults.Refused(request.HttpContext, read.Fault, read.Errors);

        var added = new List<(Suppression Entry, bool IsNew)>();
        foreach (var some in wanted.Addresses.Chunk(Parallel))
            added.AddRange(await Task.WhenAll(some.Select(address => AddAsync(request.Tenant(), address, wanted.Reason, cancellationToken))));

        var views = added.ConvertAll(a => SuppressionView.Of(a.Entry));
        var status = added.Exists(a => a.IsNew) ? StatusCodes.Status201Created : StatusCodes.Status200OK;
        return wanted.IsList ? ApiResults.Ok(new SuppressionListView(HasMore: false, views), status) : ApiResults.Ok(views[0], status);
    }

    /// <summary>Takes an address off the list.</summary>
    [Function("DeleteSuppression")]
    [RequiresScope(Scopes.Admin)]
    public async Task<IResult> DeleteAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "suppressions/{address}")] HttpRequest request, string address, CancellationToken cancellationToken)
    {
        // The slash is the one character that a server leaves encoded in a path; a local part may have it, RFC 5322 section 3.2.3.
        string[] readings = [address, address.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase)];
        foreach (var reading in readings.Distinct())
        {
            if (EmailAddressParser.TryParse(reading, out var mailbox, out _) && await list.RemoveAsync(request.Tenant(), mailbox.Address, cancellationToken))
                return ApiResults.Ok(new SuppressionDeletedView(mailbox.Address));
        }

        return ApiResults.Error(request.HttpContext, StatusCodes.Status404NotFound, "not_found", "The address is not on the do-not-send list.");
    }

    private async Task<(Suppression Entry, bool IsNew)> AddAsync(string tenant, string address, SuppressionReason reason, CancellationToken cancellationToken)
    {
        var suppression = new Suppression(tenant, address, reason, time.GetUtcNow());
        return await list.AddAsync(suppression, cancellationToken)
            ? (suppression, true)
            : (await store.ReadAsync(tenant, address, cancellationToken) ?? suppression, false);
    }
}
