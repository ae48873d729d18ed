using EmailDispatch.Emails;
using EmailDispatch.Functions.Http;
using EmailDispatch.Naming;
using EmailDispatch.Status;
using Microsoft.AspNetCore.Http;

namespace EmailDispatch.Functions.Api;

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
                case "after": query = query with { After = ReadId(name, value, errors) }; break;
                case "before": query = query with { Before = ReadId(name, value, errors) }; break;
                case "limit": query = query with { Limit = PageQuery.ReadLimit(name, value, errors) ?? query.Limit }; break;
                case "status":
                    if (EnumNames.Find<EmailStatus>(value) is { } status)
                        query = query with { Status = status };
                    else
                        errors.Add(new FieldError(name, $"must be one of {string.Join(", ", EnumNames.All<EmailStatus>())}"));
                    break;
                case "provider": query = query with { Provider = value }; break;
                case "to": query = query with { To = value }; break;
                case "tag": query = query with { Tag = value }; break;
                default: errors.Add(new FieldError(name, "is unknown; the parameters are status, to, provider, tag, after, before and limit")); break;
            }
        }

        if (query.After is not null && query.Before is not null)
            errors.Add(PageQuery.BothWays);
        return (query, errors);
    }

    private static EmailId? ReadId(string name, string value, List<FieldError> errors)
    {
        if (EmailId.TryParse(value, out var id))
            return id;
        errors.Add(new FieldError(name, "must be the id of an email"));
        return null;
    }
}
