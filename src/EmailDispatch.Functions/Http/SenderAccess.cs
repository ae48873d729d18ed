using EmailDispatch.Emails;
using EmailDispatch.Status;
using Microsoft.AspNetCore.Http;

namespace EmailDispatch.Functions.Http;

/// <summary>
/// Keeps a key that may send from some domains, or to some recipients, only from acting on emails of others: to retry, move or cancel an email is as good as to send
/// it, or not to. Reading is not restricted so: who may read sees the tenant's emails.
/// </summary>
internal static class SenderAccess
{
    /// <returns>The refusal; null where the key may act on the email, or there is none.</returns>
    public static async Task<IResult?> RefuseAsync(HttpRequest request, StatusStore status, EmailId? id, CancellationToken cancellationToken)
    {
        var key = request.ApiKey();
        if ((key.FromDomains.Count == 0 && !key.Recipients.IsRestricted) || id is not { } emailId
            || await status.ReadAsync(key.Tenant, emailId, cancellationToken) is not { } row)
        {
            return null;
        }

        if (!EmailAddressParser.TryParse(row.From, out var from, out _) || !key.MaySendFrom(from.Domain))
            return ApiResults.Refused(request.HttpContext, EmailFault.FromNotAllowed, [new FieldError("from", "is of a domain which this API key may not send from")]);
        return row.Recipients.All(r => key.Recipients.Allow(r.Address))
            ? null
            : ApiResults.Refused(request.HttpContext, EmailFault.RecipientNotAllowed, [new FieldError("to", $"has recipients to whom this API key may not send; it may send to {key.Recipients}")]);
    }
}
