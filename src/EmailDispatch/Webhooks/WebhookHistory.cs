using Azure.Data.Tables;
using EmailDispatch.Endpoints;
using EmailDispatch.Secrets;
using EmailDispatch.Storage;

namespace EmailDispatch.Webhooks;

/// <summary>Lists the events and attempts of an endpoint, replays events and posts test events.</summary>
public sealed class WebhookHistory(TableServiceClient tables, SigningSecrets secrets, WebhookClient client, TimeProvider time)
{
    private const int MaxIdLength = 100;

    private readonly TableClient _log = tables.GetTableClient(EndpointLog.TableName);

    /// <summary>Lists an endpoint's events, newest first.</summary>
    /// <returns>A page and whether there are more events; null if there is no event <paramref name="after"/>.</returns>
    public async Task<(IReadOnlyList<LoggedEvent> Events, bool HasMore)?> ListAsync(WebhookEndpoint endpoint, string? after, int limit, CancellationToken cancellationToken)
    {
        var start = "";
        if (after is not null)
        {
            if (await FindSequenceAsync(endpoint, after, cancellationToken) is not { } sequence)
                return null;
            start = LogRows.EventKey(sequence);
        }

        var rows = await _log.QueryAsync<TableEntity>(LogRows.Query(endpoint.Id, LogRows.Events, start), maxPerPage: limit + 1, cancellationToken: cancellationToken)
            .Take(limit + 1).Select(LogRows.ToEvent).ToListAsync(cancellationToken);
        return ([.. rows.Take(limit)], rows.Count > limit);
    }

    public async Task<LoggedEvent?> FindAsync(WebhookEndpoint endpoint, string id, CancellationToken cancellationToken) =>
        await FindSequenceAsync(endpoint, id, cancellationToken) is { } sequence && await _log.FindAsync(endpoint.Id, LogRows.EventKey(sequence), cancellationToken) is { } row
            ? LogRows.ToEvent(row)
            : null;

    /// <summary>Lists the newest attempts of an event, newest first.</summary>
    public async Task<IReadOnlyList<WebhookAttempt>> ListAttemptsAsync(WebhookEndpoint endpoint, LoggedEvent told, int limit, CancellationToken cancellationToken) =>
        await _log.QueryAsync<TableEntity>(LogRows.Query(endpoint.Id, LogRows.TryPrefix(told.Sequence)), maxPerPage: limit, cancellationToken: cancellationToken)
            .Take(limit).Select(LogRows.ToAttempt).ToListAsync(cancellationToken);

    /// <summary>Posts an event again, immediately and once, whatever its status, with the same id and sequence number.</summary>
    /// <exception cref="CredentialException">The signing key cannot be read; nothing was posted.</exception>
    public async Task<WebhookAttempt> ReplayAsync(WebhookEndpoint endpoint, LoggedEvent told, CancellationToken cancellationToken)
    {
        var attempt = await client.PostAsync(endpoint.Url, told.Id, told.Body, await secrets.AllOfAsync(endpoint, cancellationToken), cancellationToken);
        var rows = new List<TableTransactionAction> { LogRows.Put(LogRows.ToEntity(endpoint.Id, told.Sequence, attempt)) };

        // If a retry is waiting, it finds the event delivered.
        if (attempt.Succeeded)
            rows.Add(LogRows.Change(LogRows.ToOutcome(endpoint.Id, told.Sequence, WebhookEventStatus.Success, attempt.Code, nextAt: null)));
        await _log.SubmitTransactionAsync(rows, CancellationToken.None);
        return attempt;
    }

    /// <summary>Posts a test event, immediately and once. It is not logged and has the sequence number 0.</summary>
    /// <exception cref="CredentialException">The signing key cannot be read; nothing was posted.</exception>
    public async Task<(string Id, WebhookAttempt Attempt)> TestAsync(WebhookEndpoint endpoint, CancellationToken cancellationToken)
    {
        var (id, now) = ($"msg_test_{Guid.NewGuid():N}", time.GetUtcNow());
        var payload = WebhookPayload.Of(EventTypes.Test, now, data => data.WriteString("webhook_id", endpoint.Id));
        return (id, await client.PostAsync(endpoint.Url, id, WebhookPayload.WithSequence(payload, 0), await secrets.AllOfAsync(endpoint, cancellationToken), cancellationToken));
    }

    private async Task<long?> FindSequenceAsync(WebhookEndpoint endpoint, string id, CancellationToken cancellationToken) =>
        id.Length <= MaxIdLength && id.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')
        && await _log.FindAsync(endpoint.Id, LogRows.IdKey(id), cancellationToken) is { } row
            ? row.GetInt64("Sequence")
            : null;
}
