using EmailDispatch.Access;
using EmailDispatch.Emails;
using EmailDispatch.Functions.Http;
using EmailDispatch.PersonalData;
using EmailDispatch.Secrets;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.Functions.Api;

/// <summary>What is stored about an address: to hand it out, and to erase it.</summary>
public sealed class RecipientFunctions(RecipientExport export, RecipientErasure erasure)
{
    [Function("ExportRecipient")]
    [RequiresScope(Scopes.Admin)]
    public async Task<IResult> ExportAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "recipients/{address}")] HttpRequest request, string address, CancellationToken cancellationToken)
    {
        var (page, faults) = PageQuery.Read(request.Query);
        var (mailbox, errors) = (FindAddress(address), faults.ToList());
        var after = ScanPosition.Start;
        if (page.After is { } next && !(ScanPosition.TryParse(next, out after) && TenantScan.IsOf(request.Tenant(), after)))
            errors.Add(new FieldError("after", "must be next of the previous page"));
        if (page.Before is not null)
            errors.Add(new FieldError("before", "is not supported; use after"));
        if (mailbox is null)
            errors.Add(NoAddress);
        if (errors.Count > 0)
            return ApiResults.Refused(request.HttpContext, EmailFault.Invalid, errors);

        return Answers.Ok(PersonalDataView.Of(await export.ReadAsync(request.Tenant(), mailbox!, after!, page.Limit ?? PageQuery.MaxLimit, cancellationToken)));
    }

    [Function("EraseRecipient")]
    [RequiresScope(Scopes.Admin)]
    public async Task<IResult> EraseAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "recipients/{address}")] HttpRequest request, string address, CancellationToken cancellationToken)
    {
        var (keeps, errors) = (false, new List<FieldError>());
        foreach (var (name, values) in request.Query)
        {
            if (name != "keep_suppression")
                errors.Add(new FieldError(name, "is unknown; the parameter is keep_suppression"));
            else if (!bool.TryParse(values.ToString(), out keeps))
                errors.Add(new FieldError(name, "must be true or false"));
        }

        var mailbox = FindAddress(address);
        if (mailbox is null)
            errors.Add(NoAddress);
        if (errors.Count > 0)
            return ApiResults.Refused(request.HttpContext, EmailFault.Invalid, errors);

        try
        {
            var done = await erasure.EraseAsync(request.Tenant(), mailbox!, keeps, cancellationToken);
            return Answers.Ok(ErasureView.Of(done), done.IsComplete ? StatusCodes.Status200OK : StatusCodes.Status202Accepted);
        }
        catch (CredentialException fault)
        {
            return ApiResults.Error(request.HttpContext, StatusCodes.Status503ServiceUnavailable, "service_unavailable", $"Nothing was erased. {fault.Message}");
        }
    }

    private static FieldError NoAddress { get; } = new("address", "must be an email address");

    private static string? FindAddress(string address) => SuppressionFunctions.Readings(address).LastOrDefault();
}
