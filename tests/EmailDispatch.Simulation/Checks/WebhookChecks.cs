using EmailDispatch.Endpoints;
using EmailDispatch.Simulation.Mail;
using EmailDispatch.Simulation.World;
using EmailDispatch.Status;
using EmailDispatch.Webhooks;

namespace EmailDispatch.Simulation.Checks;

/// <summary>Compares what the webhook was told with the rows.</summary>
internal static class WebhookChecks
{
    /// <summary>Whether every event was posted and confirmed.</summary>
    public static bool IsComplete(SimulatedWorld world) => world.Storage.Tables.Rows(EndpointLog.TableName)
        .Where(row => row["RowKey"]!.GetValue<string>() == LogState.Key)
        .Select(row => LogState.FromEntity(Rows.ToEntity(row)))
        .All(state => state.Cursor >= state.Last && state.Waiting == 0);

    public static IEnumerable<string> Find(SimulatedWorld world, List<EmailRow> rows, ILookup<string, Copy> copies)
    {
        if (!world.Plan.HasWebhook)
            yield break;
        if (world.Storage.Tables.Rows(StatusStore.TableName).Count(Rows.IsOutbox) is > 0 and var left)
            yield return $"{left} entries are left in the outbox.";
        if (!IsComplete(world))
            yield return "Events wait for the webhook for ever.";

        var told = world.History.Told;
        foreach (var one in told.GroupBy(t => t.Id).Where(same => same.Select(t => (t.Type, t.Email, t.Sequence, string.Join(' ', t.To))).Distinct().Count() > 1))
            yield return $"The event {one.Key} was told with two contents.";
        foreach (var ofOne in told.DistinctBy(t => t.Id).GroupBy(t => t.Email))
        {
            if (!ofOne.Select(t => t.Sequence).SequenceEqual(ofOne.Select(t => t.Sequence).Order()))
                yield return $"The events of {ofOne.Key} were told in another order than they were logged.";
        }

        var types = told.SelectMany(t => t.To.Select(address => (t.Email, address, t.Type))).ToHashSet();
        foreach (var row in rows)
        {
            var id = row.Id.ToString();
            foreach (var recipient in row.Recipients)
            {
                if (TypeOf(recipient.Status) is { } type && !types.Contains((id, recipient.Address, type)))
                    yield return $"{id} is {recipient.Status} for {recipient.Address} and the webhook was not told {type}.";
                if (types.Contains((id, recipient.Address, EventTypes.Sent)) && !copies[id].Any(copy => copy.Recipients.Contains(recipient.Address) && (copy.AnsweredAt is not null || Checker.IsReported(world, copy))))
                    yield return $"The webhook was told that {id} is sent to {recipient.Address} and no server answered 250.";
            }
        }

        var ids = rows.Select(row => row.Id.ToString()).ToHashSet();
        foreach (var id in told.Select(t => t.Email).Distinct().Where(id => !ids.Contains(id)))
            yield return $"The webhook was told of {id}, which has no row.";
    }

    private static string? TypeOf(EmailStatus status) => status switch
    {
        EmailStatus.Sent => EventTypes.Sent,
        EmailStatus.Bounced => EventTypes.Bounced,
        EmailStatus.Failed or EmailStatus.Rejected => EventTypes.Failed,
        EmailStatus.Suppressed => EventTypes.Suppressed,
        _ => null,
    };
}
