namespace EmailDispatch.Emails.Idn;

/// <summary>A set of code points, in ascending ranges.</summary>
internal sealed class CodePoints
{
    private readonly int[] _firsts;
    private readonly int[] _lasts;

    public CodePoints(IEnumerable<(int First, int Last)> ranges)
    {
        var all = ranges.ToList();
        (_firsts, _lasts) = ([.. all.Select(range => range.First)], [.. all.Select(range => range.Last)]);
    }

    public bool Contains(int code)
    {
        var index = Array.BinarySearch(_firsts, code);
        index = index < 0 ? ~index - 1 : index;
        return index >= 0 && code <= _lasts[index];
    }

    public IEnumerable<int> All() => _firsts.Zip(_lasts).SelectMany(range => Enumerable.Range(range.First, range.Second - range.First + 1));
}
