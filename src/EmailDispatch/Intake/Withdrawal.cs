namespace EmailDispatch.Intake;

/// <summary>What became of taking an email back before it was accepted.</summary>
internal enum Withdrawal
{
    /// <summary>Storage did not tell.</summary>
    Unknown,

    /// <summary>It will not be sent.</summary>
    Withdrawn,

    /// <summary>It is being sent already.</summary>
    Taken,
}
