using static EmailDispatch.Replies.Concept;

namespace EmailDispatch.Replies;

/// <summary>More words of <see cref="Vocabulary"/>, in all languages, for rarer subjects.</summary>
internal static class VocabularyDetails
{
    public static IReadOnlyList<Dictionary<Concept, string[]>> Languages { get; } = [Negation(), Logins(), Domains(), Messages()];

    private static Dictionary<Concept, string[]> Negation() => new()
    {
        // "t " ends words such as "doesn't".
        [Not] =
        [
            "not ", "t ", "no ", "none ", "neither", "never", "outside", "cannot", "nicht ", "kein", "pas ", "aucun", "hors ", "ningun", "fuera", "nao ", "nenhum", "fora ", "non ", "nessun", "fuori", "не ", "нет ", "вне ", "ません", "ない", "不", "未", "没", "无",
            "niet ", "geen ", "inte ", "ikke ", "ej ", "nie ", "ei ", "nem ", "nincs", "degil", "nu ", "δεν ", "않", "없", "tidak ", "khong ", "unconfigured", "unserved", "unkonfigur",
        ],
    };

    private static Dictionary<Concept, string[]> Logins() => new()
    {
        [NoLogin] =
        [
            "pop before smtp", "pop3 before smtp", "pop-before-smtp", "pop3-before-smtp", "smtp after pop", "smtp-after-pop", "without authoriz", "without authoris", "without authentic", "without smtp auth", "without logging in", "without a login", "without login", "authorization required", "authorisation required", "authorization is required", "authorisation is required",
            "ohne anmeldung", "ohne authentifiz", "ohne login", "sans authentif", "sans vous identifier", "sin autentic", "sin identific", "sem autentic", "senza autentic", "без авториз", "без аутентиф", "認証なし", "未经认证", "未登录", "bez uwierzytel", "bez autoryz", "zonder authentic", "utan autentis",
        ],
        [Sender] = ["return address", "bounce address", "bounce-address", "api user", "smtp user"],
        [Full] = ["allowance of storage", "storage allowance", "allowance of space", "over their allowance"],
        [Login] = ["authorization required", "authorisation required", "pop/apop", "apop ", "pop auth", "pop3 auth", "pop login", "pop3 login", "pop/imap", "pop-before", "pop3-before", "pop3 before", "pop3 session", "smtp-after-pop", "smtp after pop", "pop check", "imap before"],
        [Needed] = ["must get", "must do", "must first", "must use pop", "must pop"],
        [Account] = ["member suspend", "member is suspend", "member has been suspend", "member disabled", "member is disabled", "member has been disabled", "member blocked", "mitglied gesperrt"],
        [Credit] = ["plan expired", "plan has expired", "plan is expired", "plan ended", "plan has ended", "plan is over", "package expired", "package has expired", "tarif expire", "forfait expire", "plan caducad", "plan ha caducad", "plan expirad", "piano scadut", "тариф истек", "套餐已过期", "套餐过期"],
        [Volume] = ["smtp limit", "smtp quota", "smtp relay limit", "smtp usage", "smtp cap"],
        [TooFast] = ["too many requests", "too many request", "too many api", "too many calls", "zu viele anfragen", "trop de requetes", "demasiadas peticiones", "demasiadas solicitudes", "muitas solicitacoes", "muitas requisicoes", "troppe richieste", "слишком много запросов", "请求过多", "请求太多", "请求次数过多", "リクエストが多"],
        [Suppressed] = ["found inactive address", "found inactive recip", "inactive addresses"],
    };

    private static Dictionary<Concept, string[]> Domains() => new()
    {
        [Served] =
        [
            "serve ", "serves ", "served", "serviced", "service this domain", "service that domain", "host mail", "host email", "hosts mail", "responsible for", "authoritative", "our domain", "my domain", "cluster domain", "local domain", "domain list", "relay list", "relay domain", "relay recipient", "relayed domain",
            "bedien", "zustandig", "gehostet", "betreu", "gere ", "geree", "gerons", "desservi", "heberg", "atiend", "atendid", "gestionad", "gestiona ", "aloja", "hosped", "gerenciad", "gestit", "servit", "ospitat", "обслуживает", "обслуживаем", "扱って", "担当し", "担当して", "负责", "負責", "托管", "服务的域", "obslugiwan", "obsluhov", "bedient", "betjen", "hanteras", "kezelt", "hizmet ver", "담당하", "서비스하", "dilayani",
        ],
        [Configured] =
        [
            "configured", "set up", "setup", "onboarded", "provisioned", "unconfigured", "konfigur", "unkonfigur", "eingerichtet", "configuree", "configure ", "parametr", "configurad", "configurat", "impostat", "настроен", "сконфигур", "設定", "配置", "skonfigur", "nakonfigur", "geconfigureerd", "ingesteld", "konfigurer", "beallit", "yapilandir", "설정", "dikonfigurasi",
        ],
        [ClosedGroup] =
        [
            "closed user", "closed group", "closed mail", "closed system", "closed network", "closed community", "closed circle", "private mail system", "private mail server", "private mail service", "private system", "private server", "private network",
            "geschlossene benutzer", "geschlossenen benutzer", "geschlossene nutzer", "geschlossenen nutzer", "geschlossenes system", "groupe ferme", "groupe d'utilisateurs ferme", "systeme prive", "serveur prive", "grupo cerrado", "grupo de usuarios cerrado", "sistema privado", "servidor privado", "grupo fechado", "gruppo chiuso", "server privato", "закрытая групп", "閉域", "非公開サーバ", "封闭用户", "私有系统", "zamknieta grup", "gesloten gebruikersgroep", "sluten anvandargrupp", "lukket brukergruppe", "lukket brugergruppe",
        ],
        [Forwarding] = ["forwarding", "forward-email", "forward email", "forward txt", "forward record", "forward entry", "forward rule", "redirect", "weiterleitung", "redirection", "redirecc", "reenvio", "redireccion", "redirecion", "inoltr", "reindirizz", "перенаправ", "пересыл", "переадрес", "転送", "转发", "轉寄", "przekierow", "presmerov", "doorstuur", "vidaresand", "viderestill", "yonlendirme", "전달"],
        [Record] = ["record", "entry", "entries", "txt ", "rule ", "eintrag", "enregistrement", "entree", "entrada", "registro", "voce ", "запис", "レコード", "エントリ", "记录", "記錄", "rekord", "wpis", "zaznam", "vermelding", "post ", "oppforing", "kayit", "kayd", "레코드"],
        [Server] = ["server", "serveur", "servidor", "сервер", "サーバ", "服务器", "伺服器", "system", "sistem", "систем", "システム", "系统", "serwer", "kiszolgalo", "palvelin", "sunucu", "서버", "시스템"],
    };

    private static Dictionary<Concept, string[]> Messages() => new()
    {
        [Callout] =
        [
            "callout", "call-out", "call out", "callback", "call-back", "call back", "called @", "sent rcpt to", "sent mail from", "verification", "verify", "verified", "verifies", "verifying", "while checking", "when checking", "we checked", "checking of", "probe", "probing", "smtp check", "address check", "sender check",
            "said ", "says ", "asked ", "asking ", "bounces", "responded", "responds", "replied", "replies ", "answered", "answers ", "answer was", "response from", "response was", "response of", "in reply to", "returned ",
            "prufung", "uberpruf", "ueberpruf", "verifizier", "ruckfrage", "antwort", "meldet", "sagt", "reponse", "repond", "verification de", "a dit", "comprobacion", "verificac", "verificar", "respuesta", "respond", "contesto", "resposta", "verifica ", "risposta", "rispost", "проверк", "ответ", "検証", "応答", "验证", "驗證", "校验", "响应", "回应",
            "controle", "weryfikac", "odpowied", "overeni", "odpoved", "verificatie", "antwoord", "verifiering", "svarade", "svarte", "svarede", "ellenorz", "valasz", "dogrulama", "yanit", "vastasi",
        ],
        [Subject] = ["subject is", "subject header", "subject line", "subject field", "subject must", "subject required", "subject mandat", "subject needed", "subject of the message", "subject cannot", "subject may", "a subject", "betreff", "objet", "asunto", "assunto", "oggetto", "тема ", "темы ", "тему ", "件名", "主题", "主旨", "temat ", "predmet", "onderwerp", "amne", "emne", "konu "],
        [Stored] =
        [
            "save", "saving", "store ", "stored ", "storing", "queue", "queuing", "enqueue", "spool", "persist ", "persisted", "to disk", "write ", "writing", "written",
            "gespeichert", "speichern", "abgelegt", "ablegen", "schreiben", "geschrieben", "enregistr", "sauvegard", "stocker", "ecrire", "mettre en file", "guardar", "guardad", "almacen", "encolar", "escribir", "salvar", "gravar", "armazen", "enfileir", "salvare", "salvat", "memorizz", "archiviare", "accodare", "scrivere", "сохран", "записать", "поставить в очередь", "保存", "格納", "書き込", "存储", "儲存", "写入", "入队",
            "zapisa", "ulozit", "opslaan", "opgeslagen", "lagra", "lagre", "gemme", "tallenta", "menteni", "kaydedil", "salva", "저장", "menyimpan", "luu ",
        ],
        [Nested] = ["nested", "nesting", "verschachtel", "imbriqu", "imbricat", "anidad", "anidam", "aninhad", "aninham", "annidat", "annidam", "nidificat", "вложенност", "ネスト", "入れ子", "嵌套", "zagniezdz", "vnoren", "genest", "nastlad", "nastla", "nostet", "beagyaz", "중첩", "mime depth", "mime level", "mime part depth"],
        [Size] = ["size", "byte", "kb ", "kib ", "mb ", "mib ", "megabyte", "megaoctet", "octet", "mo ", "taille", "grosse", "groesse", "tamano", "tamanho", "dimension", "размер", "байт", "мб ", "サイズ", "バイト", "大小", "字节", "rozmiar", "velikost", "grootte", "storlek", "storrelse", "koko ", "meret", "boyut", "크기", "ukuran"],
        [Complaint] = ["complain", "beschwerd", "plainte", "queja", "denuncia", "reclama", "lament", "segnalazion", "жалоб", "苦情", "投诉", "投訴", "skarg", "stiznost", "klacht", "klagomal", "klage", "panasz", "sikayet", "불만", "keluhan"],
    };
}
