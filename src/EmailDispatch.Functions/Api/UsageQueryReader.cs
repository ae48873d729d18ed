using System.Globalization;
using EmailDispatch.Emails;
using EmailDispatch.Functions.Http;
using EmailDispatch.Usage;
using Microsoft.AspNetCore.Http;

namespace EmailDispatch.Functions.Api;

/// <summary>Reads the query string of <c>GET /usage</c>. The default range is the last 24 hours, including the current one.</summary>
internal static class UsageQueryReader
{
    private static readonly TimeSpan DefaultRange = TimeSpan.FromHours(24);

    public static (UsageQuery Query, IReadOnlyList<FieldError> Errors) Read(string tenant, IQueryCollection parameters, DateTimeOffset now)
    {
        var errors = new List<FieldError>();
        DateTimeOffset? from = null, to = null;
        var dimension = UsageDimension.Total;
        UsageInterval? interval = null;

        foreach (var (name, values) in parameters)
        {
            var value = values.ToString();
            switch (name)
            {
                case "from": from = ApiTime.Read(value, name, errors); break;
                case "to": to = ApiTime.Read(value, name, errors); break;
                case "by":
                    if (UsageDimensions.Find(value) is { } known)
                        dimension = known;
                    else
                        errors.Add(new FieldError(name, $"must be one of {string.Join(" · ", UsageDimensions.All)}"));
                    break;
                case "interval":
                    interval = value switch { "hour" => UsageInterval.Hour, "day" => UsageInterval.Day, _ => null };
                    if (interval is null)
                        errors.Add(new FieldError(name, "must be hour or day"));
                    break;
                default: errors.Add(new FieldError(name, "is unknown; the parameters are from, to, by and interval")); break;
            }
        }

        // Usage is counted by the hour, so the range is extended to whole hours.
        var end = EndOfHour(to ?? (from > now ? from.Value : now));
        var start = UsageQuery.StartOfHour(from ?? end - DefaultRange);
        var query = new UsageQuery(tenant, start, end) { Dimension = dimension, Interval = interval ?? UsageInterval.Hour };
        if (errors.Count == 0 && FindFault(query) is { } fault)
            errors.Add(fault);
        return (query, errors);
    }

    private static FieldError? FindFault(UsageQuery query)
    {
        if (query.From >= query.To)
            return new FieldError("from", "must be earlier than to");

        var (days, unit) = query.Interval == UsageInterval.Hour ? (UsageQuery.MaxHourlyDays, "hour") : (UsageQuery.MaxDailyDays, "day");
        return query.To - query.From > TimeSpan.FromDays(days)
            ? new FieldError("from", string.Create(CultureInfo.InvariantCulture, $"must be at most {days} days before to if interval is {unit}"))
            : null;
    }

    private static DateTimeOffset EndOfHour(DateTimeOffset at) =>
        UsageQuery.StartOfHour(at) is var start && start == at ? at.ToUniversalTime() : start.AddHours(1);
}
