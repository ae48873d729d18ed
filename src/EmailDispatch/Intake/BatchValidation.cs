namespace EmailDispatch.Intake;

/// <summary>What a faulty email does to the batch it is in.</summary>
public enum BatchValidation
{
    /// <summary>The batch is refused: all or none.</summary>
    Strict,

    /// <summary>It is left out, and the others are accepted.</summary>
    Permissive,
}
