namespace EmailDispatch.Simulation.Storage;

/// <summary>What happens to a request besides being answered.</summary>
public enum StorageFault
{
    None,

    /// <summary>It does not reach storage.</summary>
    Before,

    /// <summary>It is done, and its answer is lost.</summary>
    LostAnswer,

    /// <summary>Storage is busy and answers 503 without doing it.</summary>
    Busy,

    /// <summary>It and its answer take up to seconds.</summary>
    Slow,

    /// <summary>The trigger does not keep a message hidden, so it is delivered again while its function runs.</summary>
    Redelivery,

    /// <summary>The instance dies before it is sent.</summary>
    CrashBefore,

    /// <summary>The instance dies when it is done.</summary>
    CrashAfter,
}
