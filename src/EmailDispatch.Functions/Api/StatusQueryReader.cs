using System.Globalization;
using EmailDispatch.Emails;
using EmailDispatch.Functions.Http;
using EmailDispatch.Naming;
using EmailDispatch.Operations;
using EmailDispatch.Status;
using Microsoft.AspNetCore.Http;

namespace EmailDispatch.Functions.Api;

internal static class StatusQueryReader
{
    public static (StatusQuery Query, IReadOnlyList<FieldError> Errors) Read(string tenant, IQueryCollection parameters, bool includesBcc = false, bool isCsv = false)
    {
        var query = new StatusQuery(tenant) { Limit = isCsv ? EmailCsv.MaxRows : StatusQuery.DefaultLimit };
        var (errors, filter) = (new List<FieldError>(), EmailFilter.None with { IncludesBcc = includesBcc });

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
                case "template": filter = filter with { Template = ReadText(name, value, errors) }; break;
                case "since": query = query with { Since = ApiTime.Read(value, name, errors) }; break;
                case "until": query = query with { Until = ApiTime.Read(value, name, errors) }; break;
                case "category": filter = filter with { Category = ReadText(name, value, errors) }; break;
                case "stream": filter = filter with { Stream = ReadText(name, value, errors) }; break;
                case "subject": filter = filter with { Subject = ReadText(name, value, errors) }; break;
                case "sender": filter = filter with { Sender = ReadText(name, value, errors) }; break;
                case "recipient": filter = filter with { Recipient = ReadText(name, value, errors) }; break;
                case "fallback": filter = filter with { IsFallback = ReadBoolean(name, value, errors) }; break;
                case "min_attempts": filter = filter with { MinAttempts = ReadCount(name, value, errors) }; break;
                case "format" when value is "json" or "csv": break;
                case "format": errors.Add(new FieldError(name, "must be json or csv")); break;
                default:
                    errors.Add(new FieldError(
                        name,
                        "is unknown; the parameters are status, to, provider, tag, template, since, until, category, stream, subject, sender, recipient, fallback, min_attempts, after, before, limit and format"));
                    break;
            }
        }

        query = query with { Filter = filter };
        if (query.Since >= query.Until)
            errors.Add(new FieldError("since", "must be earlier than until"));
        if (query.After is not null && query.Before is not null)
            errors.Add(PageQuery.BothWays);
        if (query.Before is not null && isCsv)
            errors.Add(new FieldError("before", "must not be given for CSV; use after"));
        return (query, errors);
    }

    private static string? ReadText(string name, string value, List<FieldError> errors)
    {
        if (EmailFilterValues.FindFault(name, value) is not { } fault)
            return value;
        errors.Add(new FieldError(name, fault));
        return null;
    }

    private static bool? ReadBoolean(string name, string value, List<FieldError> errors)
    {
        if (value is "true" or "false")
            return value == "true";
        errors.Add(new FieldError(name, EmailFilterValues.NotABoolean));
        return null;
    }

    private static int? ReadCount(string name, string value, List<FieldError> errors)
    {
        if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is >= 1 and <= EmailFilter.MaxMinAttempts)
            return count;
        errors.Add(new FieldError(name, EmailFilterValues.NotANumber));
        return null;
    }

    private static EmailId? ReadId(string name, string value, List<FieldError> errors)
    {
        if (EmailId.TryParse(value, out var id))
            return id;
        errors.Add(new FieldError(name, "must be the id of an email"));
        return null;
    }
}
