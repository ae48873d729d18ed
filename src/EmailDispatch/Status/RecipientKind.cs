namespace EmailDispatch.Status;

/// <summary>The field of the request that named a recipient.</summary>
public enum RecipientKind
{
    /// <summary>Shown in To.</summary>
    To,

    /// <summary>Shown in Cc.</summary>
    Cc,

    /// <summary>In the envelope only.</summary>
    Bcc,
}
