namespace EmailDispatch.Emails;

/// <summary>Domains of free mailbox services, whose SPF and DMARC allow only these services to send.</summary>
internal static class FreemailDomains
{
    private static readonly HashSet<string> Domains = new(StringComparer.OrdinalIgnoreCase)
    {
        "gmail.com", "googlemail.com",
        "outlook.com", "outlook.de", "outlook.fr", "outlook.es", "outlook.it", "outlook.jp", "outlook.com.br",
        "hotmail.com", "hotmail.co.uk", "hotmail.de", "hotmail.fr", "hotmail.es", "hotmail.it", "live.com", "live.co.uk", "live.de", "live.fr", "live.nl", "msn.com",
        "yahoo.com", "yahoo.co.uk", "yahoo.co.in", "yahoo.co.jp", "yahoo.com.br", "yahoo.com.mx", "yahoo.ca", "yahoo.de", "yahoo.es", "yahoo.fr", "yahoo.in", "yahoo.it",
        "ymail.com", "rocketmail.com", "myyahoo.com", "aol.com", "aim.com",
        "icloud.com", "me.com", "mac.com",
        "proton.me", "protonmail.com", "pm.me", "tutanota.com", "tuta.io", "tuta.com", "fastmail.com", "fastmail.fm", "hushmail.com",
        "zohomail.com", "zohomail.eu", "mail.com", "email.com", "usa.com",
        "gmx.com", "gmx.de", "gmx.net", "gmx.at", "gmx.ch", "gmx.fr", "gmx.us", "web.de", "freenet.de", "t-online.de", "posteo.de", "mailbox.org",
        "orange.fr", "wanadoo.fr", "free.fr", "sfr.fr", "laposte.net", "libero.it", "virgilio.it", "tiscali.it", "alice.it", "bluewin.ch", "ziggo.nl",
        "btinternet.com", "sky.com", "talktalk.net", "virginmedia.com", "comcast.net", "verizon.net", "att.net", "sbcglobal.net", "cox.net", "bellsouth.net", "shaw.ca", "rogers.com",
        "yandex.com", "yandex.ru", "ya.ru", "mail.ru", "bk.ru", "inbox.ru", "list.ru", "rambler.ru", "ukr.net",
        "wp.pl", "o2.pl", "onet.pl", "interia.pl", "seznam.cz", "centrum.cz", "email.cz", "abv.bg",
        "qq.com", "foxmail.com", "163.com", "126.com", "yeah.net", "sina.com", "sina.cn", "sohu.com", "aliyun.com", "139.com", "189.cn",
        "naver.com", "daum.net", "hanmail.net", "nate.com", "rediffmail.com", "uol.com.br", "bol.com.br", "terra.com.br", "ig.com.br",
    };

    public static bool Contains(string domain) => Domains.Contains(domain);
}
