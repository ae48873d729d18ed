using System.Globalization;
using System.Text;
using EmailDispatch.Functions.Http;
using EmailDispatch.Status;
using EmailDispatch.Storage;
using Microsoft.AspNetCore.Http;

namespace EmailDispatch.Functions.Api;

/// <summary>
/// A list of emails as CSV, without bcc recipients. A response has a limited number of rows and bytes; its header <c>Link</c> says where the rest
/// begins.
/// </summary>
internal static class EmailCsv
{
    public const int MaxRows = 10_000;

    private const int MaxCharacters = 8 * 1024 * 1024;
    private const int MaxLookedAt = 10 * RowPage<EmailRow>.MaxLookedAt;
    private const int RowsAtOnce = 500;

    private static readonly string[] Header =
    [
        "id", "created_at", "status", "last_event", "from", "to", "cc", "subject", "stream", "tags", "provider", "attempts", "size", "scheduled_at", "sent_at",
        "next_attempt_at",
    ];

    public static async Task<IResult> AnswerAsync(HttpRequest request, StatusStore status, StatusQuery query, CancellationToken cancellationToken)
    {
        var csv = new StringBuilder();
        Csv.AppendLine(csv, Header);
        var (left, lookedAt) = (query.Limit, 0);
        EmailRow? next;
        do
        {
            var page = await status.ListAsync(query with { Limit = Math.Min(left, RowsAtOnce) }, cancellationToken);
            foreach (var row in page.Rows)
                Append(csv, row);
            next = page.Next;
            (query, left, lookedAt) = (query with { After = next?.Id }, left - page.Rows.Count, lookedAt + page.LookedAt);
        }
        while (next is not null && left > 0 && lookedAt < MaxLookedAt && csv.Length < MaxCharacters);

        if (next is not null)
        {
            var rest = request.Query.Where(parameter => parameter.Key != "after").Append(new("after", next.Id.ToString()));
            request.HttpContext.Response.Headers.Link = $"<{QueryString.Create(rest)}>; rel=\"next\"";
        }

        return Csv.Answer(csv.ToString(), "emails.csv");
    }

    private static void Append(StringBuilder csv, EmailRow row)
    {
        var view = EmailView.Brief(row, showsBcc: false);
        Csv.AppendLine(
            csv,
            view.Id, ApiTime.Write(view.CreatedAt), view.Status, view.LastEvent, view.From ?? "", string.Join(", ", view.To), string.Join(", ", view.Cc), view.Subject ?? "",
            view.Stream, string.Join(", ", view.Tags.Select(tag => $"{tag.Name}:{tag.Value}")), view.Provider ?? "",
            (row.Attempts.Count + row.OmittedAttempts.Sum(tally => tally.Count)).ToString(CultureInfo.InvariantCulture),
            view.Size.ToString(CultureInfo.InvariantCulture), Of(view.ScheduledAt), Of(view.SentAt), Of(view.NextAttemptAt));
    }

    private static string Of(DateTimeOffset? time) => time is { } known ? ApiTime.Write(known) : "";
}
