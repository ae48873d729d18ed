namespace EmailDispatch.Benchmarks.Micro;

/// <summary>The email of a benchmark.</summary>
public enum LetterSize
{
    /// <summary>A text and an HTML body of 2 KB together.</summary>
    Kb2,

    /// <summary>A text and an HTML body of 50 KB together.</summary>
    Kb50,

    /// <summary>A message of 1 MB with its attachment.</summary>
    Mb1,
}
