using static EmailDispatch.Replies.Concept;

namespace EmailDispatch.Replies;

/// <summary>More words of <see cref="Vocabulary"/>, as people put them in servers and policies that they write themselves.</summary>
internal static class VocabularyInformal
{
    public static IReadOnlyList<Dictionary<Concept, string[]>> Languages { get; } = [Who(), What(), States()];

    private static Dictionary<Concept, string[]> Who() => new()
    {
        [Sender] =
        [
            "from-adresse", "from-feld", "campo from", "campo de ", "champ from", "champ de ", "feld from", "sending as", "send mail as", "posting as", "message author", "from that email", "from that address", "from this email", "from this address", "identity", "identities", "your sender",
            "dominio remitente", "dominio del remitente", "dominio do remetente", "dominio del mittente", "domaine expediteur", "domaine emetteur", "absenderdom", "domen nadawc", "адрес from", "поле from", "from 字段", "from字段", "fromアドレス",
        ],
        [Account] = ["message stream", "server token", "access key", "smtp key", "this key", "your key", "subaccount", "sub-account", "api token"],
        [Ours] = ["mail agent", "project", "message stream", "server token", "access key", "smtp key", "this key", "your key", "subaccount", "sub-account", "api token", "your team", "your site", "your domain has", "your website"],
        [Concept.Recipient] = ["mailaddress", "mail-address", "email name", "an email", "delivery point", "local-part", "catch-all", "catchall", "recipient's", "recipients'", "empfangers", "destinatari "],
        [Insiders] = ["team address", "team member", "workspace member", "own address", "your own", "yourself", "themselves", "same account", "account owner", "our own", "own user", "local user", "owner's address", "fremde adress", "fremde domain", "fremde domane", "otros dominios", "outros dominios", "altri domini", "autres domaines", "l'exterieur", "all'esterno", "чужие", "чужой"],
        [Only] = ["restricted to", "limited to", "exclusively", "no one but", "nobody but", "except to", "except for", "ausschlieslich", "ausschliesslich", "exclusivement", "exclusivamente", "esclusivamente", "исключительно"],
        [Receiving] = ["new mail", "new message", "take mail", "takes mail", "take any mail", "take message", "take only"],
        [ClientAddress] = ["remote address", "peer address"],
        [Host] = ["from that host", "from this host", "per host", "per ip", "per-ip", "per client", "from you ", "your connection", "this client", "that client", "depuis votre", "de votre", "von ihnen", "von ihrer", "desde su", "de tu ", "da sua", "dal tuo", "с вашего", "к вам", "来自您", "来自你"],
        [Elsewhere] = ["not our mx", "not hosted", "hosted elsewhere", "handled elsewhere", "remote domain", "other server's"],
        [Served] = ["protect", "one of ours", "one of our domain", "handled here", "handled by this", "accepted domain"],
        [Sandbox] =
        [
            "sandbox", "test mode", "testing mode", "dev mode", "development mode", "demo mode", "demo account", "test account", "trial account", "trial mode", "free tier", "free account", "free plan", "trial", "probation", "testmodus", "demokonto", "testkonto", "mode test", "compte de demonstration", "modo de prueba", "cuenta de prueba", "modo de teste", "conta de teste",
            "modalita test", "account di prova", "тестовом режиме", "тестовый режим", "テストモード", "测试模式", "沙箱", "沙盒", "サンドボックス",
        ],
    };

    private static Dictionary<Concept, string[]> What() => new()
    {
        [Refused] =
        [
            "stimmt nicht", "stimmen nicht", "passt nicht", "weicht ab", "abweichend", "unzulassig", "ne correspond", "declin", "not capable", "incapable", "unable to receive", "unable to accept", "cannot receive", "cannot accept", "can't receive", "can't accept", "not on your", "not in your", "not in the allowed", "unaligned", "misaligned", "impersonat", "spoof", "forge", "masquerad", "off limits", "no thanks", "isn't yours", "not yours", "isn't enabled for", "not enabled for",
            "no corresponde", "nao corresponde", "non corrisponde", "не соответств", "не совпад", "不符", "一致しま", "異なり", "異なる", "不相符",
        ],
        [Unknown] = ["not in our database", "not in our system", "not in our record", "not in the database", "not in the system", "not on our system", "not on this system", "not on this server", "no matching", "matches no", "not match any", "no record of", "unassigned", "unallocated", "never heard", "not created", "n'est attribue", "n'est affecte", "nicht vergeben", "不存在", "未注册", "未開通", "空号"],
        [Gone] = ["departed", "resigned", "has retired", "no longer works", "no longer employ", "no longer with", "moved on", "ausgeschieden", "nicht mehr", "ne travaille plus", "ya no ", "nao trabalha", "non lavora piu", "больше не ", "уволен", "离职", "退職", "已注销"],
        [Full] = ["at capacity", "capacity reached", "out of capacity", "no capacity", "storage exhaust", "up its storage", "up their storage", "enough room", "more room", "ran out of space", "run out of space", "overflow", "exceed storage", "over storage", "stockage", "almacenamiento", "armazenamento", "spazio esaur"],
        [Large] = ["too heavy", "too much data", "too much mail data", "kilobytes", "gigabyte", "exceeds the size", "exceeds maximum size", "exceeds the maximum size", "maximale grose", "excede el tamano", "excede o tamanho", "oltre la dimensione"],
        [Limit] = ["zu viel", "demais", "troppo", "no more mail", "no more message", "no more email", "no more e-mail", "fair share", "remaining", "ceiling", "budget", "burst", "all used", "used 100", "100% of", "maxed out", "threshold", "maxim", "tope ", "plafond", "obergrenze", "grenzwert", "grenze ", "superato", "sforat", "au-dela", "au dela"],
        [Volume] = ["gesendet", "versendet", "verschickt", "heute", "aujourd'hui", "hoy ", "hoje", "oggi", "сегодня", "今天", "本日", "今日", "msgs", "msg ", "billing period", "billing cycle", "strangers"],
        [Period] = ["heute", "aujourd'hui", "hoy ", "hoje", "oggi", "сегодня", "今天", "本日", "今日", "billing period", "billing cycle", "yesterday", "tomorrow", "midnight", "per-day", "per-hour"],
        [TooFast] = ["pacing", "cool down", "cooldown", "backpressure", "back-pressure", "back pressure", "more slowly", "slow your", "langsamer", "ralentis", "mas despacio", "mais devagar", "piu lentamente", "медленнее"],
        [Junk] = ["bayes", "gtube", "mass mail", "mass-mail", "advertis", "werbung", "publicidad", "publicidade", "pubblicit", "publicite", "реклам", "广告", "廣告", "広告"],
        [Encryption] = ["tls-", "cleartext", "clear text", "plaintext", "plain text", "unencrypted", "insecure", "unverschlussel", "klartext", "en clair", "明文", "平文"],
        [Relay] = ["reenvio", "reenvi", "retransmis", "reexped", "pass-through", "external delivery"],
        [NoLogin] = ["anonymous submission", "anonymous mail", "anonymous sending", "anonymous relay", "anonymous client", "anonymous user", "anonymous access", "unauthenticated client", "unauthenticated user", "unauthenticated submission", "unauthenticated connection", "unauthenticated session"],
        [Login] = ["anonymous", "access token", "api token"],
        [Suppressed] = ["invalid address list", "invalid recipient list", "previously complained", "opted-out", "hard-bounce", "never to mail", "not to mail", "never mail", "hardbounce", "on your blocklist", "on your block list", "in your blocklist", "on your deny list", "on your denylist", "bounced before", "has bounced"],
        [MaySend] = ["enabled to mail", "allowed to mail", "permitted to mail", "send outside", "submit mail", "submit message"],
        [Mismatch] =
        [
            "confere", "conform", "match", "mismatch", "same as", "identical", "equal", "differ", "align", "misalign", "unalign", "correspond", "inconsistent", "uberein", "weicht ab", "abweich", "identisch", "identique", "coincid", "distint", "diferent", "divers", "corrispond", "совпад", "соответств", "отлича", "一致", "匹配", "不符", "不同", "異な", "일치", "overeen", "matcha", "stemmer", "eslesm", "zgadza", "zgodn", "rozni", "shoduj", "totozn",
        ],
        [Protocol] = ["command", "dsn ", "vrfy", "etrn", "bdat", "chunking", "pipelining", "smtputf8", "8bitmime", "extension", "parameter", "syntax", "sequence", "protocol", "support for", "support is"],
        [Configured] = ["sender signature"],
        [Needed] = ["please negotiate", "please use tls", "please use starttls", "please enable", "negotiate", "preciso ", "precisa ", "hace falta", "occorre", "bisogna", "нужн", "надо", "il faut", "faut ", "braucht", "notig "],
        [Credit] = ["billing hold", "prepaid", "pre-paid", "send credit", "sending credit", "email credit", "mail credit", "out of send"],
        [Upgrade] = ["paid plan", "higher plan", "pricing"],
    };

    private static Dictionary<Concept, string[]> States() => new()
    {
        [Suspended] =
        [
            "in review", "pending approval", "pending review", "awaiting approval", "awaiting review", "investigation", "halted", "lapsed", "withdrawn", "gestoppt", "angehalten", "entzogen", "arrete", "detenid", "parado", "interromp", "fermat", "остановл", "flagged", "barred", "cut off", "shut off", "taken down", "dormant", "decommission", "offboarded", "stillgelegt", "gekundigt", "gekuendigt", "resilie", "dado de baja", "dada de baja", "encerrad", "dismess", "закрыт", "封停", "关闭", "關閉", "解約",
        ],
        [Trouble] =
        [
            "panic", "offline", "gone away", "read-only", "readonly", "upload failed", "insert failed", "could not commit", "commit failed", "draining", "unhealthy", "degraded", "outage", "broken pipe", "deadlock", "circuit breaker", "circuit open", "warming up", "starting up", "not ready", "standby", "no workers", "high-water", "serverfehler", "read error", "went wrong", "gone wrong", "our side", "our end", "technical", "technisch", "technique", "tecnico", "техническ",
        ],
    };
}
