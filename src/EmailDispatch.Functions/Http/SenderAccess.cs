using EmailDispatch.Access;
using EmailDispatch.Emails;
using EmailDispatch.Status;
using Microsoft.AspNetCore.Http;

namespace EmailDispatch.Functions.Http;

/// <summary>
/// Keeps a key that may send from some domains only from acting on emails of others: to retry, move or cancel an email is as good as to send
/// it, or not to. Reading is not restricted so: who may read sees the tenant's emails.
/// </summary>
internal static class SenderAccess
{
    /// <returns>The refusal; null where the key may act on the email, or there is none.</returns>
    public static async Task<IResult?> RefuseAsync(HttpRequest request, StatusStore status, string id, CancellationToken cancellationToken)
    {
        var key = request.ApiKey();
        if (key.FromDomains.Count == 0 || !EmailId.TryParse(id, out var emailId)
            || await status.ReadAsync(key.Tenant, emailId, cancellationToken) is not { } row || MayActOn(key, row))
        {
            return null;
        }

        return ApiResults.Refused(request.HttpContext, EmailFault.FromNotAllowed, [new FieldError("from", "is of a domain which this API key may not send from")]);
    }

    private static bool MayActOn(ApiKey key, EmailRow row) =>
        EmailAddressParser.TryParse(row.From, out var from, out _) && key.MaySendFrom(from.Domain);
}
