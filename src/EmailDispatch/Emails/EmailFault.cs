namespace EmailDispatch.Emails;

/// <summary>Kinds of faults of a request body.</summary>
public enum EmailFault
{
    /// <summary>None: it is an email.</summary>
    None,

    /// <summary>It is not JSON.</summary>
    Malformed,

    /// <summary>It is JSON, but not an email.</summary>
    Invalid,

    /// <summary>The message it describes would be larger than allowed.</summary>
    TooLarge,
}
