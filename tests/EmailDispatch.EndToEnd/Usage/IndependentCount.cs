using EmailDispatch.Naming;
using EmailDispatch.Usage;

namespace EmailDispatch.EndToEnd.Usage;

/// <summary>The same figures, counted independently from the known emails: one fact per line, to be compared as text.</summary>
internal static class IndependentCount
{
    public static List<string> Of(IEnumerable<KnownEmail> emails) =>
    [
        .. emails.SelectMany(email => Facts(email).Select(fact => (Key: $"{email.Row.Tenant} {email.Hour:MMddHH} {fact.Key}", fact.Number)))
            .GroupBy(fact => fact.Key, fact => fact.Number)
            .Select(group => $"{group.Key} {group.Sum()}")
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The figures of the table, in the same format.</summary>
    public static async Task<List<string>> OfTableAsync(
        UsageTable usage, IEnumerable<string> tenants, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        foreach (var tenant in tenants)
        {
            foreach (var dimension in Enum.GetValues<UsageDimension>())
            {
                await foreach (var row in usage.ReadAsync(tenant, dimension, from, to, cancellationToken))
                    lines.AddRange(Facts(row.Figures).Where(f => f.Number > 0).Select(f => $"{tenant} {row.Hour:MMddHH} {dimension} {row.Value} {f.Name} {f.Number}"));
            }
        }

        return [.. lines.Order(StringComparer.Ordinal)];
    }

    private static IEnumerable<(string Key, long Number)> Facts(KnownEmail email)
    {
        var values = email.Tags.Select(tag => $"Tag {tag}").Append("Total ").Append($"Stream {email.Row.Stream}").Append($"Status {email.Status}")
            .Concat(email.Row.Recipients.Select(r => $"Domain {r.Address.Split('@')[1]}").Distinct());
        foreach (var value in values)
        {
            yield return ($"{value} accepted", 1);
            yield return ($"{value} {(email.Status == "sending" ? "queued" : email.Status)}", 1);
            foreach (var (_, outcome, _, failedOver) in email.Tries)
            {
                yield return ($"{value} attempts", 1);
                if (failedOver)
                    yield return ($"{value} failovers", 1);
                if (outcome is "sent" or "partial")
                    yield return ($"{value} bytes", email.Row.Size);
            }

            if (email.Latency is { } latency)
                yield return ($"{value} latency {Bucket(latency)}", 1);
        }

        foreach (var offered in email.Tries.Select(t => $"Provider {t.Provider}").Concat(email.Tries.Where(t => t.Category is not null).Select(t => $"Category {t.Category}")).Distinct())
            yield return ($"{offered} accepted", 1);

        var seconds = email.Tags.Select(tag => ("ProviderTag", tag)).Append(("ProviderStream", email.Row.Stream))
            .Concat(email.Row.Recipients.Select(r => ("ProviderDomain", r.Address.Split('@')[1])).Distinct()).ToList();
        foreach (var offered in email.Tries.SelectMany(t => Pairs(t.Provider, t.Category)).Distinct())
            yield return ($"{offered} accepted", 1);

        foreach (var (provider, outcome, category, failedOver) in email.Tries)
        {
            foreach (var value in Pairs(provider, category).Append($"Provider {provider}").Concat(category is null ? [] : [$"Category {category}"]))
            {
                yield return ($"{value} attempts", 1);
                yield return ($"{value} {outcome switch { "partial" => "sent", "provider_failed" => "failed", _ => outcome }}", 1);
                if (failedOver)
                    yield return ($"{value} failovers", 1);
            }

            if (outcome is not ("sent" or "partial"))
                continue;
            var attempt = email.Row.Attempts.Last(a => a.Provider == provider && a.Outcome.ToName() == outcome);
            foreach (var value in Pairs(provider, category: null).Append($"Provider {provider}"))
            {
                yield return ($"{value} bytes", email.Row.Size);
                yield return ($"{value} latency {Bucket(attempt.At.AddMilliseconds(attempt.Milliseconds) - email.Row.AcceptedAt)}", 1);
            }
        }

        IEnumerable<string> Pairs(string provider, string? category) => seconds
            .Concat(category is null ? [] : [("ProviderCategory", category)]).Select(second => $"{second.Item1} {provider},{second.Item2}");
    }

    private static IEnumerable<(string Name, long Number)> Facts(UsageFigures f) =>
    [
        ("accepted", f.Accepted), ("sent", f.Sent), ("bounced", f.Bounced), ("failed", f.Failed), ("deferred", f.Deferred), ("unknown", f.Unknown),
        ("suppressed", f.Suppressed), ("canceled", f.Canceled), ("rejected", f.Rejected), ("scheduled", f.Scheduled), ("queued", f.Queued),
        ("attempts", f.Attempts), ("failovers", f.Failovers), ("bytes", f.Bytes),
        .. f.Latency.ToString().Split(',', StringSplitOptions.RemoveEmptyEntries).Select(part => part.Split(':')).Select(part => ($"latency {part[0]}", long.Parse(part[1], System.Globalization.CultureInfo.InvariantCulture))),
    ];

    // Uses the definition, not the table of bounds.
    private static int Bucket(TimeSpan latency) => latency.TotalMilliseconds < 1 ? 0 : (int)Math.Floor((Math.Log2(latency.TotalMilliseconds) * 4) + 1e-9) + 1;
}
