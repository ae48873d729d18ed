using EmailDispatch.Access;
using EmailDispatch.Functions.Http;
using EmailDispatch.Operations;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.Functions.Api;

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
            ? Answers.Ok(BulkRetryView.Of(await retry.RetryAsync(request.Tenant(), wanted with { FromDomains = request.ApiKey().FromDomains, Recipients = request.ApiKey().Recipients }, cancellationToken)))
            : ApiResults.Refused(request.HttpContext, read.Fault, read.Errors);
    }
}

/// <summary>The answer to a request to try many emails again.</summary>
/// <param name="Retried">How many are queued again.</param>
/// <param name="Skipped">How many could not be.</param>
/// <param name="Next">What to send as <c>after</c> to go on; null where that was all.</param>
public sealed record BulkRetryView(int Retried, int Skipped, string? Next)
{
    /// <summary>What this is.</summary>
    public string Object { get; } = "retry";

    /// <summary>As the library tells it.</summary>
    public static BulkRetryView Of(BulkRetryResult result) => new(result.Retried, result.Skipped, result.Next?.ToString());
}
