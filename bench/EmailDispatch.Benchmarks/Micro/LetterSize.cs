namespace EmailDispatch.Benchmarks.Micro;

/// <summary>Which letter a benchmark is run with.</summary>
public enum LetterSize
{
    /// <summary>Two bodies of 2 KB together.</summary>
    Kb2,

    /// <summary>Two bodies of 50 KB together.</summary>
    Kb50,

    /// <summary>An attachment that makes 1 MB.</summary>
    Mb1,
}
