using EmailDispatch.Access;
using EmailDispatch.Dispatch;
using EmailDispatch.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.Functions;

/// <summary>The endpoint <c>/emails/retry</c>.</summary>
public sealed class BulkRetryFunction(BulkRetry retry, TimeProvider time)
{
    /// <summary>Tries a range of emails again.</summary>
    [Function("RetryEmails")]
    [RequiresScope(Scopes.Send)]
    public async Task<IResult> RetryAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "emails/retry")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (await RequestBody.ReadAsync(request, BulkRetryReader.MaxBytes, cancellationToken) is not { } body)
            return ApiResults.TooLarge(request.HttpContext, BulkRetryReader.MaxBytes);

        var read = BulkRetryReader.Read(body, time.GetUtcNow());
        return read.Request is { } wanted
            ? ApiResults.Ok(BulkRetryView.Of(await retry.RetryAsync(request.Tenant(), wanted with { FromDomains = request.ApiKey().FromDomains, Recipients = request.ApiKey().Recipients }, cancellationToken)))
            : ApiResults.Refused(request.HttpContext, read.Fault, read.Errors);
    }
}
