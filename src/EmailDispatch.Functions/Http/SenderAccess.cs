using EmailDispatch.Emails;
using EmailDispatch.Status;
using Microsoft.AspNetCore.Http;

namespace EmailDispatch.Functions.Http;

/// <summary>
/// A key that is restricted to from-domains or recipients may retry, reschedule and cancel only emails that it may send. Reading is not
/// restricted.
/// </summary>
internal static class SenderAccess
{
    /// <returns>The error response; null if the key may act on the email, or there is no such email.</returns>
    public static async Task<IResult?> RefuseAsync(HttpRequest request, StatusStore status, EmailId? id, CancellationToken cancellationToken)
    {
        var key = request.ApiKey();
        if ((key.FromDomains.Count == 0 && !key.Recipients.IsRestricted) || id is not { } emailId
            || await status.ReadAsync(key.Tenant, emailId, cancellationToken) is not { } row)
        {
            return null;
        }

        if (!EmailAddressParser.TryParse(row.From, out var from, out _) || !key.MaySendFrom(from.Domain))
            return ApiResults.Refused(request.HttpContext, EmailFault.FromNotAllowed, [new FieldError("from", "has a domain that this API key may not send from")]);
        return row.Recipients.All(r => key.Recipients.Allow(r.Address))
            ? null
            : ApiResults.Refused(request.HttpContext, EmailFault.RecipientNotAllowed, [new FieldError("to", $"has recipients that this API key may not send to; it may send to {key.Recipients}")]);
    }
}
