namespace EmailDispatch.Replies;

/// <summary>What to do about a failure.</summary>
public enum NextStep
{
    /// <summary>Defer: try again later, at the time the reply names or by the schedule.</summary>
    SameProviderLater,

    /// <summary>Try the next provider now.</summary>
    NextProvider,

    /// <summary>Try the next provider now if it takes larger messages than this one, else give the message up.</summary>
    LargerProviderOnly,

    /// <summary>Try the next provider now, else give the message up.</summary>
    OtherProviderOnly,

    /// <summary>The recipient has bounced.</summary>
    BounceRecipient,

    /// <summary>The provider will not send to this recipient: as for those on our own do-not-send list.</summary>
    SuppressRecipient,

    /// <summary>Give the message up for the recipients concerned.</summary>
    FailMessage,

    /// <summary>
    /// The provider may have the message: defer with the same Message-ID under <c>at_least_once</c>, stop under <c>at_most_once</c>;
    /// never another provider now.
    /// </summary>
    OutcomeUnknown,
}
