using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure.Data.Tables;
using EmailDispatch.Simulation.Storage;
using EmailDispatch.Status;

namespace EmailDispatch.Simulation.Checks;

/// <summary>Reads the status rows behind the dispatcher's back.</summary>
internal static class Rows
{
    public static bool IsOutbox(JsonObject row) => row["RowKey"]!.GetValue<string>().StartsWith(OutboxRow.Prefix, StringComparison.Ordinal);

    public static bool IsEnded(JsonObject row) => IsOutbox(row)
        || row["Status"]!.GetValue<string>() is "sent" or "bounced" or "failed" or "unknown" or "suppressed" or "canceled" or "rejected";

    public static IEnumerable<EmailRow> Of(StorageAccount storage) => storage.Tables.Rows("EmailStatus")
        .Where(row => !IsOutbox(row))
        .Select(row => EmailRowEntity.FromEntity(ToEntity(row)));

    public static TableEntity ToEntity(JsonObject row)
    {
        var entity = new TableEntity();
        foreach (var (name, value) in row)
        {
            if (name.EndsWith("@odata.type", StringComparison.Ordinal) || name == "odata.etag" || value is null)
                continue;
            entity[name] = row[$"{name}@odata.type"]?.GetValue<string>() switch
            {
                "Edm.DateTime" => DateTimeOffset.Parse(value.GetValue<string>(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
                "Edm.Int64" => long.Parse(value.GetValue<string>(), CultureInfo.InvariantCulture),
                "Edm.Guid" => Guid.Parse(value.GetValue<string>()),
                "Edm.Binary" => Convert.FromBase64String(value.GetValue<string>()),
                _ => value.GetValueKind() switch
                {
                    JsonValueKind.String => value.GetValue<string>(),
                    JsonValueKind.Number => value.GetValue<int>(),
                    _ => value.GetValue<bool>(),
                },
            };
        }

        return entity;
    }
}
