using System.Numerics;

namespace EmailDispatch.Smtp.Html;

/// <summary>
/// The stack of open elements. HTML from strangers can be nested to any depth, so tags deeper than <see cref="MaxDepth"/> are ignored: a tag costs at
/// most one look at each open element, and an end tag without an open element costs none.
/// </summary>
internal sealed class OpenElements
{
    internal const int MaxDepth = 128;

    // No element has two of these.
    private const HtmlTraits Closing = HtmlTraits.Paragraph | HtmlTraits.Item | HtmlTraits.Term | HtmlTraits.RowGroup | HtmlTraits.Row | HtmlTraits.Cell;

    private static readonly HtmlElement Svg = HtmlElement.Find("svg");
    private static readonly HtmlElement Math = HtmlElement.Find("math");

    private readonly List<OpenElement> _open = new(MaxDepth);
    private readonly int[] _counts = new int[HtmlElement.Count];

    // Elements too deep to be opened: their end tags must not close others.
    private readonly int[] _tooDeep = new int[HtmlElement.Count];
    private bool _hasTooDeep;

    // The number of open elements for each trait that Find looks for, usually zero.
    private readonly int[] _traits = new int[33];

    public int Count => _open.Count;

    public TextStyle Style => _open.Count == 0 ? default : _open[^1].Style;

    /// <summary>The number of lists around the current position.</summary>
    public int Lists { get; private set; }

    /// <summary>Whether the current position is in SVG or MathML.</summary>
    public bool HasForeign => _counts[Svg.Index] + _counts[Math.Index] > 0;

    public void Open(OpenElement open)
    {
        if (_open.Count == MaxDepth)
        {
            _tooDeep[open.Element.Index]++;
            _hasTooDeep = true;
            return;
        }

        _open.Add(open);
        _counts[open.Element.Index]++;
        _traits[TraitOf(open.Element)]++;
        Lists += open.Element.Is(HtmlTraits.List) ? 1 : 0;
    }

    public HtmlElement Close()
    {
        var element = _open[^1].Element;
        _open.RemoveAt(_open.Count - 1);
        _counts[element.Index]--;
        _traits[TraitOf(element)]--;
        Lists -= element.Is(HtmlTraits.List) ? 1 : 0;
        if (_hasTooDeep)
        {
            Array.Clear(_tooDeep);
            _hasTooDeep = false;
        }

        return element;
    }

    /// <summary>The number of elements that stay open after an end tag.</summary>
    public int FindEnd(HtmlElement element)
    {
        if (_tooDeep[element.Index] > 0)
        {
            _tooDeep[element.Index]--;
            return Count;
        }

        if (_counts[element.Index] == 0)
            return Count;

        var barrier = element.Is(HtmlTraits.RowGroup | HtmlTraits.Row | HtmlTraits.Cell) ? HtmlTraits.Table
            : element.Is(HtmlTraits.Block | HtmlTraits.Scope) ? HtmlTraits.Scope
            : HtmlTraits.Block | HtmlTraits.Scope;
        for (var n = Count - 1; n >= 0; n--)
        {
            if (_open[n].Element == element)
                return n;
            if (_open[n].Element.Is(barrier) && !element.Is(HtmlTraits.Table))
                return Count;
        }

        return Count;
    }

    /// <summary>
    /// The number of elements that stay open when an element begins: a block ends a paragraph, an item ends the previous one, and so on.
    /// </summary>
    public int FindPrevious(HtmlElement element)
    {
        if (element.Is(HtmlTraits.Item))
            return Find(HtmlTraits.Item, HtmlTraits.List | HtmlTraits.Scope);
        if (element.Is(HtmlTraits.Term))
            return Find(HtmlTraits.Term, HtmlTraits.Scope);
        if (element.Is(HtmlTraits.Cell))
            return Find(HtmlTraits.Cell, HtmlTraits.Row | HtmlTraits.Table);
        if (element.Is(HtmlTraits.Row))
            return Find(HtmlTraits.Row | HtmlTraits.Cell, HtmlTraits.RowGroup | HtmlTraits.Table);
        if (element.Is(HtmlTraits.RowGroup))
            return Find(HtmlTraits.RowGroup | HtmlTraits.Row | HtmlTraits.Cell, HtmlTraits.Table);
        return element.Is(HtmlTraits.Block) ? Find(HtmlTraits.Paragraph, HtmlTraits.Scope) : Count;
    }

    /// <summary>Returns the number of an item; null if its list is not numbered.</summary>
    public int? TakeNumber(int? given)
    {
        var index = IndexOf(HtmlTraits.List);
        if (index < 0 || _open[index].NextNumber is not { } next)
            return null;

        var number = given ?? next;
        _open[index] = _open[index] with { NextNumber = number < int.MaxValue ? number + 1 : number };
        return number;
    }

    /// <summary>
    /// Whether the table has headings, so it contains data and does not lay out a page. If <paramref name="isHeading"/> is true, it has one from now on.
    /// </summary>
    public bool IsInData(bool isHeading)
    {
        var index = IndexOf(HtmlTraits.Table);
        if (index >= 0 && isHeading)
            _open[index] = _open[index] with { IsData = true };
        return index >= 0 && _open[index].IsData;
    }

    private int IndexOf(HtmlTraits traits)
    {
        var index = Count - 1;
        while (index >= 0 && !_open[index].Element.Is(traits))
            index--;
        return index;
    }

    /// <summary>Finds the outermost wanted element, searching outward up to a barrier.</summary>
    private int Find(HtmlTraits wanted, HtmlTraits barrier)
    {
        var found = Count;
        for (var n = IsOpen(wanted) ? Count - 1 : -1; n >= 0 && !_open[n].Element.Is(barrier & ~wanted); n--)
            found = _open[n].Element.Is(wanted) ? n : found;
        return found;
    }

    private bool IsOpen(HtmlTraits wanted)
    {
        for (var rest = (uint)wanted; rest != 0; rest &= rest - 1)
        {
            if (_traits[BitOperations.TrailingZeroCount(rest)] > 0)
                return true;
        }

        return false;
    }

    private static int TraitOf(HtmlElement element) => BitOperations.TrailingZeroCount((uint)(element.Traits & Closing));
}

/// <summary>
/// An open element. <paramref name="NextNumber"/> is that of a list's next item, null if not numbered; <paramref name="IsData"/> marks a table with
/// headings.
/// </summary>
internal readonly record struct OpenElement(HtmlElement Element, TextStyle Style, int? NextNumber = null, bool IsData = false);
