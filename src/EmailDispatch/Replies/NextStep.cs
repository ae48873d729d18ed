namespace EmailDispatch.Replies;

/// <summary>What to do about a failure.</summary>
public enum NextStep
{
    /// <summary>Defer: retry later, at the time that the reply gives or by the schedule.</summary>
    SameProviderLater,

    NextProvider,

    /// <summary>Try the next provider now if it takes larger messages than this one; otherwise fail the message.</summary>
    LargerProviderOnly,

    /// <summary>Try the next provider now; if there is none, fail the message.</summary>
    OtherProviderOnly,

    BounceRecipient,

    /// <summary>The provider will not send to this recipient. Handled like our own do-not-send list.</summary>
    SuppressRecipient,

    /// <summary>Fail the message for the recipients concerned.</summary>
    FailMessage,

    /// <summary>
    /// The provider may have the message. Defers with the same Message-ID under <c>at_least_once</c>, stops under <c>at_most_once</c>; never
    /// tries another provider now.
    /// </summary>
    OutcomeUnknown,
}
