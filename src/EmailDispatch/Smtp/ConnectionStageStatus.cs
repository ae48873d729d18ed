namespace EmailDispatch.Smtp;

/// <summary>What became of a stage.</summary>
public enum ConnectionStageStatus
{
    /// <summary>It worked.</summary>
    Ok,

    /// <summary>It did not, and the test ended there.</summary>
    Failed,

    /// <summary>It was not tried; the detail says why.</summary>
    Skipped,
}
