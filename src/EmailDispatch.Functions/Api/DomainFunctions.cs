using EmailDispatch.Access;
using EmailDispatch.Domains;
using EmailDispatch.Emails;
using EmailDispatch.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.Functions.Api;

/// <summary>The endpoints of <c>/domains</c>, as in the Resend API, for the tenant of the API key.</summary>
public sealed class DomainFunctions(DomainManagement management, DomainChecks checks)
{
    [Function("CreateDomain")]
    [RequiresScope(Scopes.Admin)]
    public async Task<IResult> CreateAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "domains")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (await RequestBody.ReadAsync(request, DomainReader.MaxBytes, cancellationToken) is not { } body)
            return ApiResults.TooLarge(request.HttpContext, DomainReader.MaxBytes);

        var read = DomainReader.Read(body);
        if (read.Request is not { } wanted)
            return ApiResults.Refused(request.HttpContext, read.Fault, read.Errors);

        var outcome = await management.AddAsync(request.ApiKey(), wanted, cancellationToken);
        if (outcome.Domain is { } domain)
            return Answers.Ok(ViewOf(domain), StatusCodes.Status201Created);
        return outcome.Error is { } error
            ? ApiResults.Refused(request.HttpContext, EmailFault.Invalid, [error])
            : ApiResults.Refused(request.HttpContext, EmailFault.FromNotAllowed, [new FieldError("name", "is a domain which this API key may not send from")]);
    }

    [Function("ListDomains")]
    [RequiresScope(Scopes.Admin)]
    public async Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "domains")] HttpRequest request, CancellationToken cancellationToken)
    {
        var (page, errors) = PageQuery.Read(request.Query);
        if (errors.Count > 0)
            return ApiResults.Refused(request.HttpContext, EmailFault.Invalid, errors);

        var (domains, hasMore, fault) = page.Of(await management.ListAsync(request.ApiKey(), cancellationToken), domain => domain.Id);
        return fault is not null
            ? ApiResults.Refused(request.HttpContext, EmailFault.Invalid, [fault])
            : Answers.Ok(new ListView<DomainSummaryView>(hasMore, [.. domains.Select(DomainSummaryView.Of)]));
    }

    /// <summary>Shows a domain with its records and its alignment with the providers.</summary>
    [Function("GetDomain")]
    [RequiresScope(Scopes.Admin)]
    public async Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "domains/{id}")] HttpRequest request, string id, CancellationToken cancellationToken) =>
        await management.FindAsync(request.ApiKey(), id, cancellationToken) is { } domain ? Answers.Ok(ViewOf(domain)) : NotFound(request, id);

    [Function("UpdateDomain")]
    [RequiresScope(Scopes.Admin)]
    public async Task<IResult> UpdateAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "domains/{id}")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        if (await RequestBody.ReadAsync(request, DomainReader.MaxBytes, cancellationToken) is not { } body)
            return ApiResults.TooLarge(request.HttpContext, DomainReader.MaxBytes);

        var read = DomainReader.ReadUpdate(body);
        if (read.Request is not { } update)
            return ApiResults.Refused(request.HttpContext, read.Fault, read.Errors);

        return Answer(request, id, await management.UpdateAsync(request.ApiKey(), id, update, cancellationToken));
    }

    /// <summary>Makes new DKIM keys for a domain. They sign when their records are published.</summary>
    [Function("RotateDomainKeys")]
    [RequiresScope(Scopes.Admin)]
    public async Task<IResult> RotateAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "domains/{id}/dkim/rotate")] HttpRequest request, string id, CancellationToken cancellationToken) =>
        Answer(request, id, await management.RotateAsync(request.ApiKey(), id, cancellationToken));

    [Function("VerifyDomain")]
    [RequiresScope(Scopes.Admin)]
    public async Task<IResult> VerifyAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "domains/{id}/verify")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        if (await management.FindAsync(request.ApiKey(), id, cancellationToken) is not { } domain)
            return NotFound(request, id);

        return await checks.TryCheckAsync(domain, cancellationToken) is { } result ? Answers.Ok(ViewOf(result)) : Busy(request);
    }

    /// <summary>Removes a domain and its private keys. Emails from it are still sent, unsigned.</summary>
    [Function("DeleteDomain")]
    [RequiresScope(Scopes.Admin)]
    public async Task<IResult> DeleteAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "domains/{id}")] HttpRequest request, string id, CancellationToken cancellationToken) =>
        await management.RemoveAsync(request.ApiKey(), id, cancellationToken) ? Answers.Ok(new DomainDeletedView(id)) : NotFound(request, id);

    private IResult Answer(HttpRequest request, string id, DomainOutcome? outcome) => outcome switch
    {
        { Domain: { } domain } => Answers.Ok(ViewOf(domain)),
        { Error: { } error } => ApiResults.Refused(request.HttpContext, EmailFault.Invalid, [error]),
        _ => NotFound(request, id),
    };

    private static IResult Busy(HttpRequest request)
    {
        request.HttpContext.Response.Headers.RetryAfter = "10";
        return ApiResults.Error(request.HttpContext, StatusCodes.Status429TooManyRequests, "rate_limit_exceeded", $"At most {DomainChecks.MaxRequested} domains are checked at once; try again.");
    }

    private DomainView ViewOf(MailDomain domain) => DomainView.Of(domain, management);

    private static IResult NotFound(HttpRequest request, string id) =>
        ApiResults.Error(request.HttpContext, StatusCodes.Status404NotFound, "not_found", $"There is no domain with the id {id}.");
}
