using EmailDispatch.Emails;
using EmailDispatch.Functions.Http;
using EmailDispatch.Status;
using Microsoft.AspNetCore.Http;

namespace EmailDispatch.Functions.Api;

/// <summary>
/// Prevents a key that is restricted to some from-domains or recipients from retrying, rescheduling or canceling other emails. Reading is not
/// restricted: a key that may read sees all of the tenant's emails.
/// </summary>
internal static class SenderAccess
{
    /// <summary>Finds the email that a caller wants to change; returns a refusal if it does not exist or the key may not change it.</summary>
    public static async Task<(EmailId Id, IResult? Refusal)> FindAsync(HttpRequest request, GivenIds ids, StatusStore status, string id, CancellationToken cancellationToken) =>
        await ids.FindAsync(request.Tenant(), id, cancellationToken) is { } found
            ? (found, await RefuseAsync(request, status, found, cancellationToken))
            : (default, Answers.NoEmail(request.HttpContext, id));

    private static async Task<IResult?> RefuseAsync(HttpRequest request, StatusStore status, EmailId id, CancellationToken cancellationToken)
    {
        var key = request.ApiKey();
        if ((key.FromDomains.Count == 0 && !key.Recipients.IsRestricted) || await status.ReadAsync(key.Tenant, id, cancellationToken) is not { } row)
            return null;

        if (!EmailAddressParser.TryParse(row.From, out var from, out _) || !key.MaySendFrom(from.Domain))
            return ApiResults.Refused(request.HttpContext, EmailFault.FromNotAllowed, [new FieldError("from", "has a domain that this API key may not send from")]);
        return row.Recipients.All(r => key.Recipients.Allow(r.Address))
            ? null
            : ApiResults.Refused(request.HttpContext, EmailFault.RecipientNotAllowed, [new FieldError("to", $"has recipients that this API key may not send to; it may send to {key.Recipients}")]);
    }
}
