using System.Net;
using System.Text.Json;
using EmailDispatch.Access;
using EmailDispatch.Emails;
using EmailDispatch.Endpoints;
using EmailDispatch.Outbound;
using Microsoft.Extensions.Options;

namespace EmailDispatch.Webhooks;

/// <summary>Reads the bodies of requests that create or change webhooks.</summary>
public sealed class WebhookReader(IOptions<WebhookOptions> options)
{
    public const int MaxBytes = 16 * 1024;

    public const int MaxUrlLength = 2_048;

    private const int MaxEvents = 50;

    private static readonly string[] Known = ["endpoint", "events", "status"];

    public ReadResult<WebhookRequest> Read(string tenant, ReadOnlyMemory<byte> json) => JsonRequest.Read(json, (root, fields) => Read(tenant, root, fields, isNew: true));

    public ReadResult<WebhookRequest> ReadUpdate(string tenant, ReadOnlyMemory<byte> json) => JsonRequest.Read(json, (root, fields) => Read(tenant, root, fields, isNew: false));

    private WebhookRequest? Read(string tenant, JsonElement root, JsonFields fields, bool isNew)
    {
        if (fields.Members(root, isNew ? "an object with endpoint and events" : "an object with what is to change of the webhook") is not { } members)
            return null;

        var request = new WebhookRequest();
        var given = members.Select(member => member.Name).ToHashSet();
        foreach (var (name, value) in members)
        {
            switch (name)
            {
                case "endpoint": request = request with { Url = Url(value, name, fields) }; break;
                case "events": request = request with { Events = Events(tenant, value, name, fields) }; break;
                case "status" when !isNew: request = request with { IsEnabled = Status(value, name, fields) }; break;
                default: fields.RefuseUnknown(name, name, isNew ? Known[..2] : Known); break;
            }
        }

        foreach (var required in isNew ? Known[..2] : [])
        {
            if (!given.Contains(required))
                fields.Refuse(required, "is required");
        }

        if (!isNew && given.Count == 0)
            fields.Refuse("status", "is required, or endpoint or events");
        return request;
    }

    private string? Url(JsonElement value, string field, JsonFields fields)
    {
        if (fields.Line(value, field, MaxUrlLength) is not { } text)
            return null;
        if (FaultOf(text) is not { } fault)
            return new Uri(text).AbsoluteUri;
        fields.Refuse(field, fault);
        return null;
    }

    private string? FaultOf(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Host.Length == 0 || (url.Scheme != Uri.UriSchemeHttps && url.Scheme != Uri.UriSchemeHttp))
            return "must be a URL such as https://example.com/webhooks";
        if (url.UserInfo.Length > 0 || url.Fragment.Length > 0)
            return "must have no user name, password or fragment";
        if (url.AbsoluteUri.Length > MaxUrlLength)
            return $"must be at most {MaxUrlLength} characters long";
        if (options.Value.AllowPrivateAddresses)
            return null;
        if (url.Scheme != Uri.UriSchemeHttps)
            return "must begin with https://";
        return IPAddress.TryParse(url.IdnHost.Trim('[', ']'), out var address) && !PublicAddress.Is(address) ? "must not have a private address" : null;
    }

    private static List<string> Events(string tenant, JsonElement value, string field, JsonFields fields)
    {
        var known = tenant == ApiKey.DefaultTenant ? [.. EventTypes.OfTenants, .. EventTypes.OfOperators] : EventTypes.OfTenants;
        var events = new List<string>();
        foreach (var (element, path) in fields.Items(value, field, "an array of event types", MaxEvents))
        {
            if (fields.Text(element, path) is not { } type)
                continue;
            if (!known.Contains(type))
                fields.Refuse(path, EventTypes.OfOperators.Contains(type) ? $"is only for webhooks of the tenant {ApiKey.DefaultTenant}" : $"must be one of {string.Join(", ", known)}");
            else if (!events.Contains(type))
                events.Add(type);
        }

        if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 0)
            fields.Refuse(field, "must have at least one event");
        return events;
    }

    private static bool? Status(JsonElement value, string field, JsonFields fields)
    {
        if (fields.Text(value, field) is not { } text)
            return null;
        if (text is "enabled" or "disabled")
            return text == "enabled";
        fields.Refuse(field, "must be enabled or disabled");
        return null;
    }
}
