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
        if (page.Before is not null)
            errors.Add(new FieldError("before", "is not supported; use after"));
        if (mailbox is null)
            errors.Add(NoAddress);
        return await ExportAsync(request, mailbox, page.Limit, page.After, errors, cancellationToken);
    }

    /// <summary>The same with the address in the body: the paths of requests are logged.</summary>
    [Function("ExportRecipientByPost")]
    [RequiresScope(Scopes.Admin)]
    public async Task<IResult> ExportByPostAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "recipients/export")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (await RequestBody.ReadAsync(request, RecipientReader.MaxBytes, cancellationToken) is not { } body)
            return ApiResults.TooLarge(request.HttpContext, RecipientReader.MaxBytes);

        var read = RecipientReader.ReadExport(body, PageQuery.MaxLimit);
        return read.Request is { } wanted
            ? await ExportAsync(request, wanted.Address, wanted.Limit, wanted.After, [], cancellationToken)
            : ApiResults.Refused(request.HttpContext, read.Fault, read.Errors);
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
        return errors.Count > 0
            ? ApiResults.Refused(request.HttpContext, EmailFault.Invalid, errors)
            : await EraseAsync(request, mailbox!, keeps, cancellationToken);
    }

    /// <summary>The same with the address in the body: the paths of requests are logged.</summary>
    [Function("EraseRecipientByPost")]
    [RequiresScope(Scopes.Admin)]
    public async Task<IResult> EraseByPostAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "recipients/erase")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (await RequestBody.ReadAsync(request, RecipientReader.MaxBytes, cancellationToken) is not { } body)
            return ApiResults.TooLarge(request.HttpContext, RecipientReader.MaxBytes);

        var read = RecipientReader.ReadErasure(body);
        return read.Request is { } wanted
            ? await EraseAsync(request, wanted.Address, wanted.KeepsSuppression, cancellationToken)
            : ApiResults.Refused(request.HttpContext, read.Fault, read.Errors);
    }

    private async Task<IResult> ExportAsync(HttpRequest request, string? address, int? limit, string? next, List<FieldError> errors, CancellationToken cancellationToken)
    {
        var after = ScanPosition.Start;
        if (next is not null && !(ScanPosition.TryParse(next, out after) && TenantScan.IsOf(request.Tenant(), after)))
            errors.Add(new FieldError("after", "must be next of the previous page"));
        if (errors.Count > 0)
            return ApiResults.Refused(request.HttpContext, EmailFault.Invalid, errors);

        return Answers.Ok(PersonalDataView.Of(await export.ReadAsync(request.Tenant(), address!, after!, limit ?? PageQuery.MaxLimit, cancellationToken)));
    }

    private async Task<IResult> EraseAsync(HttpRequest request, string address, bool keeps, CancellationToken cancellationToken)
    {
        try
        {
            var done = await erasure.EraseAsync(request.Tenant(), address, keeps, cancellationToken);
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
