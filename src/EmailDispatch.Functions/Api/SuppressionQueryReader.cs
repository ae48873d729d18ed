using EmailDispatch.Emails;
using EmailDispatch.Functions.Http;
using EmailDispatch.Naming;
using EmailDispatch.Suppressions;
using Microsoft.AspNetCore.Http;

namespace EmailDispatch.Functions.Api;

internal static class SuppressionQueryReader
{
    public static (SuppressionQuery Query, IReadOnlyList<FieldError> Errors) Read(string tenant, IQueryCollection parameters)
    {
        var query = new SuppressionQuery(tenant);
        var errors = new List<FieldError>();

        foreach (var (name, values) in parameters)
        {
            var value = values.ToString();
            switch (name)
            {
                case "after": query = query with { After = ReadPlace(name, value, errors) }; break;
                case "before": query = query with { Before = ReadPlace(name, value, errors) }; break;
                case "address" or "email": query = query with { Address = ReadAddress(name, value, errors) }; break;
                case "origin" or "reason": query = query with { Reason = ReadReason(name, value, errors) }; break;
                case "limit": query = query with { Limit = PageQuery.ReadLimit(name, value, errors) ?? query.Limit }; break;
                default: errors.Add(new FieldError(name, "is unknown; the parameters are address, email, origin, reason, after, before and limit")); break;
            }
        }

        if (query.After is not null && query.Before is not null)
            errors.Add(PageQuery.BothWays);
        return (query, errors);
    }

    // An id, as in the Resend API, or the address itself.
    private static SuppressionId? ReadPlace(string name, string value, List<FieldError> errors)
    {
        if (SuppressionId.TryParse(value, out var id))
            return id;
        if (EmailAddressParser.TryParse(value, out var address, out _))
            return SuppressionId.Of(address.Address);
        errors.Add(new FieldError(name, "must be the id or the address of an entry"));
        return null;
    }

    private static SuppressionReason? ReadReason(string name, string value, List<FieldError> errors)
    {
        if (EnumNames.Find<SuppressionReason>(value) is { } reason)
            return reason;
        errors.Add(new FieldError(name, $"must be one of {string.Join(", ", EnumNames.All<SuppressionReason>())}"));
        return null;
    }

    private static string? ReadAddress(string name, string value, List<FieldError> errors)
    {
        if (EmailAddressParser.TryParse(value, out var address, out var fault))
            return address.Address;
        errors.Add(new FieldError(name, fault));
        return null;
    }
}
