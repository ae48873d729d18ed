using EmailDispatch.Access;
using EmailDispatch.Emails;
using EmailDispatch.Functions.Http;
using EmailDispatch.Naming;
using EmailDispatch.Operations;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.Functions.Api;

/// <summary>Lists what expires or should be replaced, for the caller's tenant.</summary>
public sealed class ExpiryFunctions(Expiries expiries, TimeProvider time)
{
    [Function("ListExpiries")]
    [RequiresScope(Scopes.Admin)]
    public async Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "expiries")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.Query.Count > 0)
            return ApiResults.Refused(request.HttpContext, EmailFault.Invalid, [new FieldError(request.Query.Keys.First(), "is unknown; there are no parameters")]);

        var now = time.GetUtcNow();
        var found = await expiries.ListAsync(request.Tenant(), cancellationToken);
        return Answers.Ok(new ListView<ExpiryView>(HasMore: false, [.. found.Select(expiry => ExpiryView.Of(expiry, now))]));
    }
}

public sealed record ExpiryView(string Kind, string Name, string? Id, DateTimeOffset? ExpiresAt, int? DaysLeft, string Advice)
{
    public string Object { get; } = "expiry";

    public static ExpiryView Of(Expiry expiry, DateTimeOffset now) =>
        new(expiry.Kind.ToName(), expiry.Name, expiry.Id, expiry.ExpiresAt, expiry.DaysLeft(now), expiry.Advice);
}
