using EmailDispatch.PersonalData;

namespace EmailDispatch.Functions.Api;

/// <summary>A page of what is stored about an address. To continue, pass <c>Next</c> as <c>after</c>; it is null at the end.</summary>
/// <param name="HasMore">Whether another page may have something.</param>
/// <param name="Next">Where the next page begins.</param>
/// <param name="Emails">Emails from or to the address, newest first.</param>
/// <param name="Events">Events with the address in the logs of webhooks.</param>
/// <param name="Suppression">Its entry of the do-not-send list, on the last page; null if it has none.</param>
public sealed record PersonalDataView(bool HasMore, string? Next, IReadOnlyList<EmailView> Emails, IReadOnlyList<WebhookEventView> Events, SuppressionView? Suppression)
{
    public string Object { get; } = "personal_data";

    public static PersonalDataView Of(ExportPage page) => new(
        page.Next is not null, page.Next?.ToString(), [.. page.Emails.Select(row => EmailView.Whole(row, showsBcc: true))], [.. page.Events.Select(WebhookEventView.Whole)],
        page.Suppression is { } entry ? SuppressionView.Of(entry) : null);
}
