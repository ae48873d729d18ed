using System.Text.Json;
using EmailDispatch.Emails;

namespace EmailDispatch.Smtp;

/// <summary>The header fields by which a message tells the dispatcher what the API has fields for. They are not sent.</summary>
internal sealed record ControlFields
{
    public const string Tag = "X-Tag";

    private static readonly string[] Keys = ["Resend-Idempotency-Key", "Idempotency-Key"];

    public static IReadOnlyList<string> Names { get; } = [Tag, "X-Stream", "X-Scheduled-At", "X-Delivery", "X-Provider", .. Keys];

    public IReadOnlyList<Tag> Tags { get; private init; } = [];

    public DateTimeOffset? ScheduledAt { get; private init; }

    public string? Stream { get; private init; }

    public string? Provider { get; private init; }

    public Delivery? Delivery { get; private init; }

    public static ControlFields Read(RawHead head, DateTimeOffset now, JsonFields fields)
    {
        foreach (var repeated in Names.Where(name => name != Tag && head.Fields.Count(field => field.Is(name)) > 1))
            fields.Refuse(repeated, "is in the message more than once");

        // A tag without a name is called tag.
        var tags = head.Fields.Where(field => field.Is(Tag)).Select(field => field.Text.Split('=', 2, StringSplitOptions.TrimEntries))
            .Select(parts => parts.Length == 2 ? new Tag(parts[0], parts[1]) : new Tag("tag", parts[0]));
        return new ControlFields
        {
            Tags = TagReader.Read(JsonSerializer.SerializeToElement(tags.Select(tag => new { name = tag.Name, value = tag.Value })), Tag, fields),
            ScheduledAt = Find("X-Scheduled-At") is var (scheduled, at) ? ScheduleReader.Read(at, scheduled, now, fields) : null,
            Stream = Find("X-Stream") is var (stream, kind) ? EmailReader.ReadName(kind, stream, fields) : null,
            Provider = Find("X-Provider") is var (provider, wanted) ? EmailReader.ReadName(wanted, provider, fields) : null,
            Delivery = Find("X-Delivery") is var (delivery, how) ? EmailReader.ReadDelivery(how, delivery, fields) : null,
        };

        (string Name, JsonElement Value)? Find(string name) => head.Find(name) is { } field ? (name, JsonSerializer.SerializeToElement(field.Text)) : null;
    }

    /// <summary>The idempotency key in a message; null if it has none.</summary>
    public static string? FindKey(RawHead head) => Keys.Select(head.Find).OfType<RawField>().FirstOrDefault()?.Text;
}
