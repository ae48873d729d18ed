namespace EmailDispatch.Webhooks;

/// <summary>One try to post an event.</summary>
/// <param name="At">When it began.</param>
/// <param name="Code">The status code of the answer; null if there was none.</param>
/// <param name="Answer">The beginning of the answer's body, or why there was none.</param>
/// <param name="Milliseconds">How long it took.</param>
public sealed record WebhookAttempt(DateTimeOffset At, int? Code, string Answer, int Milliseconds)
{
    /// <summary>The longest <see cref="Answer"/> that is kept.</summary>
    public const int MaxAnswerLength = 500;

    /// <summary>Whether the endpoint took the event.</summary>
    public bool Succeeded => Code is >= 200 and < 300;
}
