namespace EmailDispatch.Emails.Advising;

/// <summary>Hosts of public URL shorteners, without those of a single site, such as <c>youtu.be</c>.</summary>
internal static class UrlShorteners
{
    private const string Www = "www.";

    private static readonly HashSet<string> Hosts = new(StringComparer.OrdinalIgnoreCase)
    {
        "bit.ly", "bitly.com", "j.mp", "tinyurl.com", "tiny.cc", "tiny.one", "t.co", "t.ly", "goo.gl", "ow.ly", "buff.ly", "is.gd", "v.gd", "cutt.ly",
        "rebrand.ly", "rb.gy", "shorturl.at", "shrtco.de", "bl.ink", "bit.do", "soo.gl", "s.id", "clck.ru", "lnkd.in", "dlvr.it", "trib.al",
        "adf.ly", "ouo.io", "shorte.st", "cli.gs", "snip.ly", "mcaf.ee", "qr.ae", "po.st", "x.gd", "u.to", "urlz.fr", "vu.fr", "han.gl", "vo.la", "surl.li", "dub.sh",
        "tr.im", "su.pr", "hyperurl.co", "1url.com", "2.gp", "0rz.tw", "reurl.cc", "pse.is", "t.cn", "url.cn", "dwz.cn", "suo.im",
    };

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Lookup = Hosts.GetAlternateLookup<ReadOnlySpan<char>>();

    public static bool Contains(ReadOnlySpan<char> host) =>
        Lookup.Contains(host.StartsWith(Www, StringComparison.OrdinalIgnoreCase) ? host[Www.Length..] : host);
}
