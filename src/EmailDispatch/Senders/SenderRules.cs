using System.Text.Json;
using EmailDispatch.Emails;
using EmailDispatch.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace EmailDispatch.Senders;

/// <summary>The section <c>Senders</c> of the settings. Values are read as strictly as those of an email.</summary>
public sealed class SenderRules
{
    public const string Section = "Senders";

    private readonly IReadOnlyList<SenderRule> _rules;

    /// <exception cref="OptionsValidationException">Contains all faults.</exception>
    public SenderRules(IConfiguration configuration)
    {
        var faults = new List<string>();
        var rules = new List<SenderRule>();
        foreach (var section in configuration.GetSection(Section).GetChildren())
        {
            var options = new SenderOptions();
            faults.AddRange(SettingsReader.Read(section, options).Select(fault => $"{Section}__{fault}"));
            var found = new List<string>();
            var rule = Read(options, found);
            faults.AddRange(found.Select(fault => $"{Section}__{section.Key}__{fault}."));
            if (rules.Exists(other => (other.Tenant, other.Key, other.Stream) == (rule.Tenant, rule.Key, rule.Stream)))
                faults.Add($"{Section}__{section.Key}: is for the same tenant, key and stream as another entry.");
            rules.Add(rule);
        }

        if (faults.Count > 0)
            throw new OptionsValidationException(Section, typeof(SenderOptions), faults);
        _rules = [.. rules.OrderByDescending(rule => rule.Precedence)];
    }

    /// <summary>The rules with a quota.</summary>
    internal IEnumerable<SenderRule> WithQuota => _rules.Where(rule => rule.HasQuota);

    /// <summary>Whether any attachment may be sent as a link.</summary>
    internal bool AnyLinksAttachments => _rules.Any(rule => rule.LinkAttachmentsAbove is not null);

    /// <summary>The defaults of an email: those for its key before those for its stream before those for its tenant.</summary>
    public EmailDefaults DefaultsOf(string tenant, string? key, string stream) =>
        RulesFor(tenant, key, stream).Aggregate(new EmailDefaults(), (defaults, rule) => defaults.Over(rule.Defaults));

    /// <summary>The size in bytes above which attachments of an email are sent as links, by the same order; null if none are.</summary>
    public int? LinkAttachmentsAbove(string tenant, string? key, string stream) =>
        RulesFor(tenant, key, stream).Select(rule => rule.LinkAttachmentsAbove).FirstOrDefault(bytes => bytes is not null);

    /// <summary>The id or alias of the template into which the HTML of an email is put, by the same order; null if it is sent as it is.</summary>
    public string? LayoutOf(string tenant, string? key, string stream) =>
        RulesFor(tenant, key, stream).Select(rule => rule.Layout).FirstOrDefault(layout => layout is not null) is { } found and not SenderRule.NoLayout ? found : null;

    /// <summary>Whether emails of a tenant are put into this template.</summary>
    internal bool IsLayout(string tenant, string? reference) => reference is not null && _rules.Any(rule => rule.Tenant == tenant && rule.Layout == reference);

    private IEnumerable<SenderRule> RulesFor(string tenant, string? key, string stream) =>
        _rules.Where(rule => rule.IsFor(tenant, key) && (rule.Stream is null || rule.Stream == stream));

    private static SenderRule Read(SenderOptions options, List<string> faults)
    {
        if (options.Stream.Length > 0 && options.PerDay + options.PerMonth > 0)
            faults.Add("Stream: must not be set with PerDay or PerMonth, which are for a tenant or a key");

        // As an email would have them, so that they are checked by the same code.
        var email = new Dictionary<string, object> { ["from"] = options.From.Length > 0 ? options.From : "a@example.com", ["to"] = "a@example.com", ["subject"] = "", ["text"] = "" };
        if (options.ReplyTo.Count > 0)
            email["reply_to"] = options.ReplyTo;
        if (options.Stream.Length > 0)
            email["stream"] = options.Stream;
        email["tags"] = options.Tags.Select(tag => tag.Split(':', 2, StringSplitOptions.TrimEntries)).Select(tag => new { name = tag[0], value = tag.ElementAtOrDefault(1) });
        email["headers"] = options.Headers.Select(header => header.Split(':', 2, StringSplitOptions.TrimEntries)).GroupBy(header => header[0]).ToDictionary(header => header.Key, header => header.Last().ElementAtOrDefault(1) ?? "");
        var read = EmailReader.Read(JsonSerializer.SerializeToUtf8Bytes(email), new EmailLimits(), default);
        faults.AddRange(read.Errors.Select(error => $"{SettingOf(error.Field)}: {error.Message}"));
        return new SenderRule(options.Tenant, options.Key.Length > 0 ? options.Key : null, options.Stream.Length > 0 ? options.Stream : null)
        {
            Layout = options.Layout.Length > 0 ? options.Layout : null,
            LinkAttachmentsAbove = options.LinkAttachmentsAbove > 0 ? options.LinkAttachmentsAbove : null,
            PerDay = options.PerDay > 0 ? options.PerDay : null,
            PerMonth = options.PerMonth > 0 ? options.PerMonth : null,
            Defaults = read.Email is not { } valid ? new EmailDefaults() : new EmailDefaults
            {
                From = options.From.Length > 0 ? valid.From : null,
                ReplyTo = valid.ReplyTo,
                Tags = valid.Tags,
                Headers = valid.Headers,
            },
        };
    }

    private static string SettingOf(string field) => field.Split('[', '.')[0] switch
    {
        "from" => nameof(SenderOptions.From),
        "reply_to" => nameof(SenderOptions.ReplyTo),
        "tags" => nameof(SenderOptions.Tags),
        "headers" => nameof(SenderOptions.Headers),
        _ => nameof(SenderOptions.Stream),
    };
}
