namespace EmailDispatch.Webhooks;

/// <summary>One attempt to post an event.</summary>
/// <param name="At">When it began.</param>
/// <param name="Code">The status code of the response; null if there was none.</param>
/// <param name="Answer">The beginning of the response's body, or why there was no response.</param>
/// <param name="Milliseconds">How long it took.</param>
public sealed record WebhookAttempt(DateTimeOffset At, int? Code, string Answer, int Milliseconds)
{
    public const int MaxAnswerLength = 500;

    public bool Succeeded => Code is >= 200 and < 300;
}
