using System.Globalization;
using EmailDispatch.Emails;
using EmailDispatch.Status;
using Microsoft.AspNetCore.Http;

namespace EmailDispatch.Functions.Http;

/// <summary>Which part of a list is wanted, as the Resend API asks for it: so many entries after one, or before one.</summary>
/// <param name="Limit">How many; null for all.</param>
/// <param name="After">Only what follows the entry with this id.</param>
/// <param name="Before">Only what precedes it, as much as is wanted of what is nearest.</param>
internal sealed record PageQuery(int? Limit = null, string? After = null, string? Before = null)
{
    /// <summary>The largest page of any list.</summary>
    public const int MaxLimit = StatusQuery.MaxLimit;

    /// <summary>A list can be read on in one direction only.</summary>
    public static FieldError BothWays { get; } = new("before", "must not be given together with after");

    /// <summary>Reads a query string that may have other parameters too.</summary>
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
                default: errors.Add(new FieldError(name, $"is not a known parameter; known are {string.Join(", ", [.. others, "after", "before"])} and limit")); break;
            }
        }

        if (query.After is not null && query.Before is not null)
            errors.Add(BothWays);
        return (query, errors);
    }

    /// <returns>The limit; null where it is none, which <paramref name="errors"/> has then.</returns>
    public static int? ReadLimit(string name, string value, List<FieldError> errors)
    {
        if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= MaxLimit)
            return limit;
        errors.Add(new FieldError(name, $"must be a number from 1 to {MaxLimit}"));
        return null;
    }

    /// <summary>A page of a list that is in memory as a whole.</summary>
    /// <returns>The part and whether there is more in its direction, or the fault: the entry to begin at is not there.</returns>
    public (IReadOnlyList<T> Data, bool HasMore, FieldError? Fault) Of<T>(IReadOnlyList<T> all, Func<T, string> idOf)
    {
        var (start, end) = (0, all.Count);
        if ((After ?? Before) is { } id)
        {
            var at = all.TakeWhile(entry => !idOf(entry).Equals(id, StringComparison.OrdinalIgnoreCase)).Count();
            if (at == all.Count)
                return ([], false, new FieldError(After is null ? "before" : "after", "names nothing in this list"));
            (start, end) = After is null ? (0, at) : (at + 1, end);
        }

        var count = Math.Min(Limit ?? int.MaxValue, end - start);
        return ([.. all.Skip(Before is null ? start : end - count).Take(count)], count < end - start, null);
    }
}
