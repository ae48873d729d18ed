namespace EmailDispatch.Replies;

/// <summary>Finds the period of a limit from its words, and how long to pause the provider: until the reset, but at most an hour.</summary>
internal static class LimitWindows
{
    // 1 minute for limits per second or minute; 15 minutes if the reply names no period: short enough to notice the reset, long enough not to hammer
    // the provider.
    private static readonly TimeSpan Short = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Unsaid = TimeSpan.FromMinutes(15);

    // The reply's words may be wrong or quoted from a message, and a pause affects every email.
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    // Longest period first: "daily limit, 100 messages per hour" ends tomorrow.
    private static readonly (string Word, LimitWindow Window)[] Words =
    [
        ("month", LimitWindow.Month),
        ("credit", LimitWindow.Month),
        ("daily", LimitWindow.Day),
        ("per day", LimitWindow.Day),
        (" day ", LimitWindow.Day),
        ("24-hour", LimitWindow.Day),
        ("24 hour", LimitWindow.Day),
        ("per-day", LimitWindow.Day),
        ("hour", LimitWindow.Hour),
        (" 1h ", LimitWindow.Hour),
        ("minute", LimitWindow.Minute),
        ("second", LimitWindow.Second),
        ("sending rate", LimitWindow.Second),
        ("too fast", LimitWindow.Minute),
    ];

    public static LimitWindow Find(string text)
    {
        foreach (var (word, window) in Words)
        {
            if (text.Contains(word, StringComparison.Ordinal))
                return window;
        }

        return LimitWindow.Unknown;
    }

    public static DateTimeOffset ResetAt(LimitWindow window, TimeSpan? retryAfter, DateTimeOffset now)
    {
        var resetAt = retryAfter is { } wait ? now + wait : EndOf(window, now);
        return resetAt - now < Longest ? resetAt : now + Longest;
    }

    private static DateTimeOffset EndOf(LimitWindow window, DateTimeOffset now)
    {
        var utc = now.ToUniversalTime();
        var day = new DateTimeOffset(utc.Year, utc.Month, utc.Day, 0, 0, 0, TimeSpan.Zero);
        return window switch
        {
            LimitWindow.Second or LimitWindow.Minute => now + Short,
            LimitWindow.Hour => day.AddHours(utc.Hour + 1),
            LimitWindow.Day or LimitWindow.Month => day.AddDays(1),
            _ => now + Unsaid,
        };
    }
}
