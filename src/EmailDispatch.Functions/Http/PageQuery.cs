using System.Globalization;
using EmailDispatch.Emails;
using EmailDispatch.Status;
using Microsoft.AspNetCore.Http;

namespace EmailDispatch.Functions.Http;

/// <summary>The requested page of a list, as in the Resend API: up to <c>limit</c> entries after or before an entry; all by default.</summary>
internal sealed record PageQuery(int? Limit = null, string? After = null, string? Before = null)
{
    public const int MaxLimit = StatusQuery.MaxLimit;

    public static FieldError BothWays { get; } = new("before", "must not be given together with after");

    /// <summary>Reads a query string that may also contain the parameters <paramref name="others"/>.</summary>
    public static (PageQuery Query, IReadOnlyList<FieldError> Errors) Read(IQueryCollection parameters, params string[] others)
    {
        var (query, errors) = (new PageQuery(), new List<FieldError>());
        foreach (var (name, values) in parameters)
        {
            var value = values.ToString();
            switch (name)
            {
                case "limit": query = query with { Limit = ReadLimit(name, value, errors) }; break;
                case "after": query = query with { After = value }; break;
                case "before": query = query with { Before = value }; break;
                case var _ when others.Contains(name): break;
                default: errors.Add(new FieldError(name, $"is unknown; the parameters are {string.Join(", ", [.. others, "after", "before"])} and limit")); break;
            }
        }

        if (query.After is not null && query.Before is not null)
            errors.Add(BothWays);
        return (query, errors);
    }

    public static int? ReadLimit(string name, string value, List<FieldError> errors)
    {
        if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= MaxLimit)
            return limit;
        errors.Add(new FieldError(name, $"must be a number from 1 to {MaxLimit}"));
        return null;
    }

    /// <summary>The page of a list that is completely in memory, or a fault if the entry to start from does not exist.</summary>
    public (IReadOnlyList<T> Data, bool HasMore, FieldError? Fault) Of<T>(IReadOnlyList<T> all, Func<T, string> idOf)
    {
        var (start, end) = (0, all.Count);
        if ((After ?? Before) is { } id)
        {
            var at = all.TakeWhile(entry => !idOf(entry).Equals(id, StringComparison.OrdinalIgnoreCase)).Count();
            if (at == all.Count)
                return ([], false, new FieldError(After is null ? "before" : "after", "must be the id of an entry in this list"));
            (start, end) = After is null ? (0, at) : (at + 1, end);
        }

        var count = Math.Min(Limit ?? int.MaxValue, end - start);
        return ([.. all.Skip(Before is null ? start : end - count).Take(count)], count < end - start, null);
    }
}
