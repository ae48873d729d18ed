using System.Text.Json.Serialization;
using EmailDispatch.Naming;

namespace EmailDispatch.Status;

/// <summary>One attempt at one provider.</summary>
public sealed record Attempt
{
    /// <summary><see cref="Phase"/> when the dispatcher itself failed before there was a session.</summary>
    public const string PreparePhase = "prepare";

    /// <summary><see cref="Phase"/> when it is not known how far the session got, because the instance died.</summary>
    public const string UnknownPhase = "unknown";

    /// <summary>The number of the pass over the providers, from 1.</summary>
    public required int Number { get; init; }

    public required string Provider { get; init; }

    /// <summary>When it began, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    public required int Milliseconds { get; init; }

    [JsonConverter(typeof(EnumNameConverter<AttemptOutcome>))]
    public required AttemptOutcome Outcome { get; init; }

    /// <summary>How far the session got, such as <c>rcpt_to</c>, or one of the constants.</summary>
    public required string Phase { get; init; }

    /// <summary>What went wrong, such as <c>mailbox_full</c>; null if nothing did.</summary>
    public string? Category { get; init; }

    /// <summary>The reply code, such as 250; null if the server did not answer.</summary>
    public int? Code { get; init; }

    /// <summary>The enhanced status code, such as <c>5.1.1</c>; null if there was none.</summary>
    public string? EnhancedCode { get; init; }

    /// <summary>The server's reply, or the error text if there was no reply; at most 500 characters.</summary>
    public string? Reply { get; init; }

    /// <summary>Cause and fix of a failure; null if nothing failed.</summary>
    public string? Hint { get; init; }
}
