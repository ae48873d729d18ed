using System.Globalization;
using System.Text.Json;
using Azure.Core;

namespace Azure.Data.Tables.Http;

/// <summary>Reads <c>{"odata.error":{"code":…,"message":{"value":…}}}</c>.</summary>
internal sealed class ODataErrorParser : RequestFailedDetailsParser
{
    public override bool TryParse(Response response, out ResponseError error, out IDictionary<string, string> data)
    {
        (error, data) = (null, null);
        if (response.ContentStream == null)
            return false;

        try
        {
            using var document = JsonDocument.Parse(response.Content);
            var body = document.RootElement.GetProperty("odata.error");
            var message = body.GetProperty("message").GetProperty("value").GetString();
            error = new ResponseError(body.GetProperty("code").GetString(), message);
            data = new Dictionary<string, string>();
            if (FailedIndex(message) is { } index)
                data[TableTransactionFailedException.IndexKey] = index.ToString(CultureInfo.InvariantCulture);
            return true;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return false;
        }
    }

    // The message of a refused transaction begins with the place of the refused action: "3:The specified entity …".
    private static int? FailedIndex(string message)
    {
        var colon = message.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && int.TryParse(message.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : null;
    }
}
