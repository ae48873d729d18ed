using System.Text.Json;

namespace EmailDispatch.LocalHost.Inbox;

/// <summary>The JSON of the inbox is written like that of the API: snake_case.</summary>
internal static class InboxJson
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };
}
