using EmailDispatch.Access;
using EmailDispatch.Functions.Http;
using EmailDispatch.Operations;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.Functions.Api;

public sealed class BulkRetryFunction(BulkRetry retry, TimeProvider time)
{
    [Function("RetryEmails")]
    [RequiresScope(Scopes.Send)]
    public async Task<IResult> RetryAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "emails/retry")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (await RequestBody.ReadAsync(request, BulkRetryReader.MaxBytes, cancellationToken) is not { } body)
            return ApiResults.TooLarge(request.HttpContext, BulkRetryReader.MaxBytes);

        var (read, key) = (BulkRetryReader.Read(body, time.GetUtcNow()), request.ApiKey());
        if (read.Request is not { } wanted)
            return ApiResults.Refused(request.HttpContext, read.Fault, read.Errors);

        // The counts in the response would tell what the emails say.
        if ((wanted.Tag is not null || !wanted.Filter.IsEmpty) && !key.Allows(Scopes.Read))
            return ApiResults.Error(request.HttpContext, StatusCodes.Status403Forbidden, "restricted_api_key", "Filters other than status, from, to and provider need an API key that also has the scope read.");

        wanted = wanted with { FromDomains = key.FromDomains, Recipients = key.Recipients, Filter = wanted.Filter with { IncludesBcc = key.Allows(Scopes.Admin) } };
        return Answers.Ok(BulkRetryView.Of(await retry.RetryAsync(request.Tenant(), wanted, cancellationToken)));
    }
}

public sealed record BulkRetryView(int Retried, int Skipped, string? Next)
{
    public string Object { get; } = "retry";

    public static BulkRetryView Of(BulkRetryResult result) => new(result.Retried, result.Skipped, result.Next?.ToString());
}
