using static EmailDispatch.Replies.Concept;

namespace EmailDispatch.Replies;

/// <summary>Words of <see cref="Vocabulary"/>, written the same way, for what servers speak of more rarely, in all languages.</summary>
internal static class VocabularyDetails
{
    public static IReadOnlyList<Dictionary<Concept, string[]>> Languages { get; } = [Negation(), Domains(), Messages()];

    private static Dictionary<Concept, string[]> Negation() => new()
    {
        // "T" as in "doesn't".
        [Not] =
        [
            "not ", "t ", "no ", "none ", "neither", "never", "outside", "cannot", "nicht ", "kein", "pas ", "aucun", "hors ", "ningun", "fuera", "nao ", "nenhum", "fora ", "non ", "nessun", "fuori", "не ", "нет ", "вне ", "ません", "ない", "不", "未", "没", "无",
            "niet ", "geen ", "inte ", "ikke ", "ej ", "nie ", "ei ", "nem ", "nincs", "degil", "nu ", "δεν ", "않", "없", "tidak ", "khong ", "unconfigured", "unserved", "unkonfigur",
        ],
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
