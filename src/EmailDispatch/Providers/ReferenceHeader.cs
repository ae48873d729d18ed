using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using EmailDispatch.Emails;

namespace EmailDispatch.Providers;

/// <summary>
/// Adds the header field by which a provider is told the email's reference, so that its events carry it. Each service has a field of its
/// own for this. One that the caller has written is kept and the reference added to it; where that cannot be done it stays as it is, and
/// the events are told by their Message-ID.
/// </summary>
internal static class ReferenceHeader
{
    private const int MaxTags = 5;

    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonDocumentOptions Bounded = new() { MaxDepth = 16 };

    // The name of the field, and its new value by the old one; null where the old one has to stay as it is.
    private static readonly Dictionary<string, (string Name, Func<string?, string, string?> Merge)> Fields = new(StringComparer.Ordinal)
    {
        ["AmazonSes"] = ("X-SES-MESSAGE-TAGS", MergeSesTags),
        ["SendGrid"] = ("X-SMTPAPI", (old, reference) => MergeJson(old, reference, "unique_args")),
        ["Mailgun"] = ("X-Mailgun-Variables", (old, reference) => MergeJson(old, reference)),
        ["Postmark"] = ("X-PM-Metadata-email-dispatch", (_, reference) => reference),
        ["Brevo"] = ("X-Mailin-custom", (old, reference) => MergeJson(old, reference)),
        ["MailerSend"] = ("X-MailerSend-Tags", MergeTags),
        ["Mandrill"] = ("X-MC-Metadata", (old, reference) => MergeJson(old, reference)),
        ["Resend"] = ("X-Email-Dispatch", (_, reference) => reference),
    };

    /// <summary>The email with the reference in a header field; as it was where the provider reports no events.</summary>
    public static Email WithReference(this Email email, EmailReference reference, ProviderOptions provider)
    {
        // What the settings of the provider say wins over any field of the email.
        if (!provider.ReportsEvents || !Fields.TryGetValue(provider.PresetName, out var field) || provider.Headers.Keys.Contains(field.Name, StringComparer.OrdinalIgnoreCase))
            return email;

        var given = email.Headers.FirstOrDefault(IsField);
        return field.Merge(given?.Value, reference.ToString()) is { } value
            ? email with { Headers = [.. email.Headers.Where(header => !IsField(header)), new EmailHeader(field.Name, value)] }
            : email;

        bool IsField(EmailHeader header) => header.Name.Equals(field.Name, StringComparison.OrdinalIgnoreCase);
    }

    private static string? MergeJson(string? old, string reference, string? under = null)
    {
        try
        {
            var root = old is null ? [] : JsonNode.Parse(old, documentOptions: Bounded) as JsonObject;
            if (root is null)
                return null;

            var place = root;
            if (under is not null)
            {
                place = root[under] is null ? [] : root[under] as JsonObject;
                if (place is null)
                    return null;
                root[under] = place.Parent is null ? place : place.DeepClone();
                place = root[under]!.AsObject();
            }

            place[EmailReference.Key] = reference;
            return root.ToJsonString(Compact);
        }
        catch (Exception fault) when (fault is JsonException or ArgumentException or InvalidOperationException)
        {
            // Not JSON, or a name in it twice.
            return null;
        }
    }

    private static string MergeSesTags(string? old, string reference) =>
        string.Join(", ", Split(old).Where(tag => !tag.StartsWith($"{EmailReference.Key}=", StringComparison.Ordinal)).Append($"{EmailReference.Key}={reference}"));

    private static string? MergeTags(string? old, string reference)
    {
        var tags = Split(old?.Trim('"')).Where(tag => !EmailReference.TryParse(tag, out _)).ToList();
        return tags.Count < MaxTags ? string.Join(", ", tags.Append(reference)) : null;
    }

    private static string[] Split(string? list) => (list ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
