using System.Globalization;
using EmailDispatch.Emails;
using EmailDispatch.Status;
using Microsoft.AspNetCore.Http;

namespace EmailDispatch.Functions.Http;

/// <summary>Reads the query string of <c>GET /emails</c>.</summary>
internal static class StatusQueryReader
{
    public static (StatusQuery Query, IReadOnlyList<FieldError> Errors) Read(string tenant, IQueryCollection parameters)
    {
        var query = new StatusQuery(tenant);
        var errors = new List<FieldError>();

        foreach (var (name, values) in parameters)
        {
            var value = values.ToString();
            switch (name)
            {
                case "after":
                    if (EmailId.TryParse(value, out var after))
                        query = query with { After = after };
                    else
                        errors.Add(new FieldError(name, "must be the id of an email"));
                    break;
                case "limit":
                    if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= StatusQuery.MaxLimit)
                        query = query with { Limit = limit };
                    else
                        errors.Add(new FieldError(name, $"must be a number from 1 to {StatusQuery.MaxLimit}"));
                    break;
                case "status":
                    if (EmailStatusNames.TryParse(value, out var status))
                        query = query with { Status = status };
                    else
                        errors.Add(new FieldError(name, $"must be one of {string.Join(", ", EmailStatusNames.All)}"));
                    break;
                case "provider": query = query with { Provider = value }; break;
                case "to": query = query with { To = value }; break;
                case "tag": query = query with { Tag = value }; break;
                default: errors.Add(new FieldError(name, "is not a known parameter; known are status, to, provider, tag, after and limit")); break;
            }
        }

        return (query, errors);
    }
}
