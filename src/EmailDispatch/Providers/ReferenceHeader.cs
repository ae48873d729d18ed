using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using EmailDispatch.Emails;

namespace EmailDispatch.Providers;

/// <summary>
/// Adds the header field that gives a provider the email's reference, so that its events carry it. Each service has its own field. The reference is
/// added to the caller's value, and any reference in that is removed, because it could belong to another tenant's email. If the reference cannot be
/// added, events are matched by Message-ID.
/// </summary>
internal static class ReferenceHeader
{
    /// <summary>The field for emails whose Message-ID is not ours.</summary>
    public const string OwnField = "X-Email-Dispatch";

    private const int MaxTags = 5;

    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonDocumentOptions Bounded = new() { MaxDepth = 16 };

    // The name of the field, and how its new value is made from the old ones.
    private static readonly Dictionary<string, (string Name, Func<IReadOnlyList<string>, string, string> Merge)> Fields = new(StringComparer.Ordinal)
    {
        ["AmazonSes"] = ("X-SES-MESSAGE-TAGS", MergeSesTags),
        ["SendGrid"] = ("X-SMTPAPI", (old, reference) => MergeJson(old, reference, "unique_args")),
        ["Mailgun"] = ("X-Mailgun-Variables", (old, reference) => MergeJson(old, reference)),
        ["Postmark"] = ("X-PM-Metadata-email-dispatch", (_, reference) => reference),
        ["Brevo"] = ("X-Mailin-custom", MergeText),
        ["MailerSend"] = ("X-MailerSend-Tags", MergeTags),
        ["Mandrill"] = ("X-MC-Metadata", (old, reference) => MergeJson(old, reference)),
        ["Resend"] = (OwnField, (_, reference) => reference),
    };

    /// <summary>Returns the email with the reference in a header field, or unchanged if the provider reports no events.</summary>
    public static Email WithReference(this Email email, EmailReference reference, ProviderOptions provider)
    {
        // Otherwise the Message-ID has it, by which returned emails are matched.
        if (email.MessageId is not null)
            email = email with { Headers = [.. email.Headers, new EmailHeader(OwnField, reference.ToString())] };

        // The provider's settings win over any field of the email.
        if (!provider.ReportsEvents || !Fields.TryGetValue(provider.PresetName, out var field) || provider.Headers.Keys.Contains(field.Name, StringComparer.OrdinalIgnoreCase))
            return email;

        var value = field.Merge([.. email.Headers.Where(IsField).Select(header => header.Value)], reference.ToString());
        return email with { Headers = [.. email.Headers.Where(header => !IsField(header)), new EmailHeader(field.Name, value)] };

        bool IsField(EmailHeader header) => header.Name.Equals(field.Name, StringComparison.OrdinalIgnoreCase);
    }

    // A value that cannot be parsed here is replaced: the service might still find the reference of another email in it.
    private static string MergeJson(IReadOnlyList<string> old, string reference, string? under = null)
    {
        try
        {
            return Add(old.Count == 1 && JsonNode.Parse(old[0], documentOptions: Bounded) is JsonObject given ? given : []);
        }
        catch (Exception fault) when (fault is JsonException or ArgumentException or InvalidOperationException)
        {
            // It is not JSON, or a name occurs in it twice.
            return Add([]);
        }

        string Add(JsonObject root)
        {
            var place = root;
            if (under is not null && (place = root[under] as JsonObject) is null)
                root[under] = place = [];
            place![EmailReference.Key] = reference;
            return root.ToJsonString(Compact);
        }
    }

    // The service accepts any text. Text that is not an object is never read as a reference.
    private static string MergeText(IReadOnlyList<string> old, string reference) =>
        old.Count == 1 && !old[0].TrimStart().StartsWith('{') ? old[0] : MergeJson(old, reference);

    private static string MergeSesTags(IReadOnlyList<string> old, string reference) =>
        string.Join(", ", Split(old).Where(tag => !tag.Split('=')[0].Trim().Equals(EmailReference.Key, StringComparison.OrdinalIgnoreCase)).Append($"{EmailReference.Key}={reference}"));

    private static string MergeTags(IReadOnlyList<string> old, string reference)
    {
        var tags = Split(old).Where(tag => !MayBeReference(tag)).ToList();
        return string.Join(", ", tags.Count < MaxTags ? tags.Append(reference) : tags);
    }

    private static bool MayBeReference(string tag) =>
        EmailReference.TryParse(string.Concat(tag.Where(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')).ToLowerInvariant(), out _);

    private static string[] Split(IReadOnlyList<string> lists) => string.Join(',', lists).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
