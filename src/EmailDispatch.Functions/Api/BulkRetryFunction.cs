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

        var read = BulkRetryReader.Read(body, time.GetUtcNow());
        return read.Request is { } wanted
            ? Answers.Ok(BulkRetryView.Of(await retry.RetryAsync(request.Tenant(), wanted with { FromDomains = request.ApiKey().FromDomains, Recipients = request.ApiKey().Recipients }, cancellationToken)))
            : ApiResults.Refused(request.HttpContext, read.Fault, read.Errors);
    }
}

public sealed record BulkRetryView(int Retried, int Skipped, string? Next)
{
    public string Object { get; } = "retry";

    public static BulkRetryView Of(BulkRetryResult result) => new(result.Retried, result.Skipped, result.Next?.ToString());
}
