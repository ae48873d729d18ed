using System.ComponentModel.DataAnnotations;

namespace EmailDispatch.Senders;

/// <summary>What a tenant, one of its API keys or one of its streams sends if an email does not say so, and how much. Bound from <c>Senders:N</c>.</summary>
public sealed class SenderOptions
{
    /// <summary>The tenant. Default <c>default</c>.</summary>
    public string Tenant { get; set; } = "default";

    /// <summary>The id of the API key this is for, such as <c>settings:0</c> or the id of an issued one. Default: none, for the whole tenant.</summary>
    public string Key { get; set; } = "";

    /// <summary>The stream this is for. Default: none, for all.</summary>
    public string Stream { get; set; } = "";

    /// <summary>The author of emails without <c>from</c>. Default: none.</summary>
    public string From { get; set; } = "";

    /// <summary>The reply addresses of emails without <c>reply_to</c>. Default: none.</summary>
    public IList<string> ReplyTo { get; } = [];

    /// <summary>Tags, as <c>name:value</c>, of emails without a tag of that name. Default: none.</summary>
    public IList<string> Tags { get; } = [];

    /// <summary>Header fields, as <c>Name: value</c>, of emails without one of that name. Default: none.</summary>
    public IList<string> Headers { get; } = [];

    /// <summary>The id or alias of the published template into which the HTML of emails is put; <c>none</c> for none. Default: that of the other entries.</summary>
    public string Layout { get; set; } = "";

    /// <summary>Attachments above this size in bytes are sent as links. Default 0: none are.</summary>
    [Range(0, 50 * 1024 * 1024)]
    public int LinkAttachmentsAbove { get; set; }

    /// <summary>Emails per day (UTC). Default 0: no limit.</summary>
    [Range(0, 1_000_000_000)]
    public int PerDay { get; set; }

    /// <summary>Emails per calendar month (UTC). Default 0: no limit.</summary>
    [Range(0, 1_000_000_000)]
    public int PerMonth { get; set; }
}
