using EmailDispatch.Endpoints;
using EmailDispatch.Simulation.World;
using EmailDispatch.Status;
using EmailDispatch.Suppressions;

namespace EmailDispatch.Simulation.Checks;

/// <summary>Compares what providers reported, and were told is taken, with the rows, the do-not-send list and the webhook.</summary>
internal static class EventChecks
{
    /// <param name="world">What happened.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="isRecorded">Whether the provider's 250 must be in the row; without it, the row may not know of the provider.</param>
    public static IEnumerable<string> Find(SimulatedWorld world, List<EmailRow> rows, Func<Mail.Copy, bool> isRecorded)
    {
        var suppressed = world.Storage.Tables.Rows(SuppressionStore.TableName).Select(row => row["RowKey"]!.GetValue<string>()).ToHashSet();
        var told = world.History.Told.SelectMany(t => t.To.Select(address => (t.Email, address, t.Type))).ToHashSet();
        var reports = world.History.Reports.Where(report => report.IsPosted).ToLookup(report => (report.Copy.Email, report.Address));

        // A manual retry clears reports.
        foreach (var row in rows.Where(row => row.TriedSince is null))
        {
            var id = row.Id.ToString();
            foreach (var recipient in row.Recipients)
            {
                var all = reports[(id, recipient.Address)].ToList();
                if (recipient.Report is { } report && !all.Exists(r => r.Kind == report.Kind && r.Copy.Provider == report.Provider))
                    yield return $"{id} is {report.Kind} for {recipient.Address} and {report.Provider} reported no such thing.";
                if (recipient.Report is { Kind: var known } && world.Plan.HasWebhook && !told.Contains((id, recipient.Address, TypeOf(known))))
                    yield return $"{id} is {known} for {recipient.Address} and the webhook was not told.";

                var sure = all.Where(r => r.IsConfirmed && isRecorded(r.Copy)).Select(r => r.Kind).ToList();
                if (sure.Count == 0)
                    continue;
                if (recipient.Report is null || recipient.Report.Kind < sure.Max())
                    yield return $"{id} is reported as {sure.Max()} for {recipient.Address} and its row says {recipient.Report?.Kind.ToString() ?? "nothing"}.";
                if (sure.Max() != ReportKind.Delivered && !suppressed.Contains(SuppressionKey.Of(recipient.Address)))
                    yield return $"{recipient.Address} is reported as {sure.Max()} and is not on the do-not-send list.";
            }
        }
    }

    private static string TypeOf(ReportKind kind) => kind switch
    {
        ReportKind.Delivered => EventTypes.Delivered,
        ReportKind.Bounced => EventTypes.Bounced,
        _ => EventTypes.Complained,
    };
}
