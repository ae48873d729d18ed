using System.Text.Json.Nodes;

namespace EmailDispatch.EndToEnd.Contract;

/// <summary>An email with one hostile text in every field that can reach a header or the envelope, except rejected fields.</summary>
internal sealed class HostileEmail(string text)
{
    private readonly HashSet<string> _refused = [];

    public string Text => text;

    /// <summary>Whether the text is also used as the name of a header.</summary>
    public bool HasHeaderName => Has("headers") && text != "X-Hostile";

    public bool Has(string field) => !_refused.Contains(field);

    /// <summary>Uses a harmless value for a rejected field from now on.</summary>
    public void Refuse(string field) => _refused.Add(field switch
    {
        "headers.X-Hostile" => "header",
        _ when field.StartsWith("headers", StringComparison.Ordinal) => "headers",
        _ when field.StartsWith("attachments[0].", StringComparison.Ordinal) => field["attachments[0].".Length..],
        _ when field.StartsWith("tags", StringComparison.Ordinal) => "tags",
        _ => field.Split('[')[0],
    });

    public JsonObject ToJson()
    {
        var headers = new JsonObject { ["X-Hostile"] = Has("header") ? text : "v" };
        if (HasHeaderName)
            headers[text] = "1";
        return new JsonObject
        {
            ["from"] = Has("from") ? $"{Quoted} <a@example.com>" : "a@example.com",
            ["to"] = new JsonArray(Has("to") ? $"{text} <to@example.com>" : "to@example.com"),
            ["cc"] = new JsonArray(Copied),
            ["bcc"] = Has("bcc") ? $"{Quoted} <hidden@example.com>" : "hidden@example.com",
            ["reply_to"] = Has("reply_to") ? $"{Quoted} <reply@example.com>" : "reply@example.com",
            ["subject"] = Has("subject") ? text : "s",
            ["html"] = Has("html") ? $"<p>{text}</p>" : "<p>h</p>",
            ["text"] = Has("text") ? text : "t",
            ["headers"] = headers,
            ["attachments"] = new JsonArray(new JsonObject
            {
                ["filename"] = Has("filename") ? text : "f",
                ["content"] = "SGVsbG8=",
                ["content_type"] = Has("content_type") ? $"text/plain; x={Quoted}" : "text/plain",
                ["content_id"] = Has("content_id") ? text : "cid",
            }),
            ["tags"] = new JsonArray(new JsonObject { ["name"] = "n", ["value"] = Has("tags") ? text : "v" }),
            ["unsubscribe_url"] = Has("unsubscribe_url") ? $"https://example.com/{text}" : "https://example.com/",
            ["unsubscribe_mailto"] = Has("unsubscribe_mailto") ? $"mailto:u@example.com?subject={text}" : "u@example.com",
            ["stream"] = Has("stream") ? text : "transactional",
        };
    }

    public string Copied => Has("cc") ? $"{text}@example.com" : "cc@example.com";

    private string Quoted => $"\"{text.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
