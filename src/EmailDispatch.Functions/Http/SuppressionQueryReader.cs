using System.Globalization;
using EmailDispatch.Emails;
using EmailDispatch.Suppressions;
using Microsoft.AspNetCore.Http;

namespace EmailDispatch.Functions.Http;

/// <summary>Reads the query string of <c>GET /suppressions</c>.</summary>
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
                case "after": query = query with { After = ReadAddress(name, value, errors) }; break;
                case "address": query = query with { Address = ReadAddress(name, value, errors) }; break;
                case "limit":
                    if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= SuppressionQuery.MaxLimit)
                        query = query with { Limit = limit };
                    else
                        errors.Add(new FieldError(name, $"must be a number from 1 to {SuppressionQuery.MaxLimit}"));
                    break;
                default: errors.Add(new FieldError(name, "is not a known parameter; known are address, after and limit")); break;
            }
        }

        return (query, errors);
    }

    private static string? ReadAddress(string name, string value, List<FieldError> errors)
    {
        if (EmailAddressParser.TryParse(value, out var address, out var fault))
            return address.Address;
        errors.Add(new FieldError(name, fault));
        return null;
    }
}
