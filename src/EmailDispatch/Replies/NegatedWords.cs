using System.Buffers;
using static EmailDispatch.Replies.Concept;

namespace EmailDispatch.Replies;

/// <summary>
/// Words with a negation near them: "is not currently permitted" is a refusal, "could not be found" means unknown, and "non è attualmente attivo"
/// means suspended. <see cref="Vocabulary"/> has the fixed expressions; here a few words may stand between negation and word. Written as the
/// normaliser writes: lower case, without accents.
/// </summary>
internal static class NegatedWords
{
    // The negation is in front ("not yet been") or, in some languages, behind ("許可されていません").
    private const int MaxWordsBetween = 3;
    private const int MaxLettersBetween = 40;
    private const int MaxLettersOfSigns = 8;

    private static readonly HashSet<string> Negations =
    [
        "not", "no", "never", "cannot", "can't", "unable", "neither", "nor", "nicht", "kein", "keine", "keinen", "keiner", "pas", "jamais", "aucun", "aucune", "nao", "nunca", "nenhum", "non", "nessun", "nessuna", "ningun", "ninguna",
        "не", "нет", "ни", "нельзя", "nie", "ne", "neni", "niet", "geen", "inte", "ikke", "ej", "ingen", "ei", "eivat", "nem", "nincs", "nu", "δεν", "tidak", "bukan", "khong", "chua",
    ];

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Lookup = Negations.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly string[] SignsBefore = ["不", "未", "没", "沒", "无", "無", "非", "안 ", "못 "];
    private static readonly string[] SignsBehind = ["ません", "ない", "ず", "なかった", "않", "없", "못", "degil", "madi", "medi", "miyor"];

    private static readonly Dictionary<Concept, SearchValues<string>> Stems = new()
    {
        [Refused] = Of(
            "allow", "permit", "authori", "accept", "valid", "verif", "confirm", "approv", "registered", "belong", "match", "owned", "entitled", "eligible", "align", "trust", "welcome", "configured", "associat", "linked", "assigned", "identical", "equal", "correspond", "granted", "right to", "permission", "proven", "subscribed", "included", "yours",
            "erlaubt", "gestattet", "zugelassen", "berechtigt", "autorisiert", "verifiziert", "bestatigt", "freigegeben", "freigeschaltet", "durfen", "gultig", "akzeptiert", "angenommen", "gehor", "uberein", "identisch", "hinterlegt", "eingetragen",
            "autoris", "permis", "correspond", "appartien", "identique", "habilit", "autoriz", "acept", "coincid", "pertenec", "admit", "admis", "aceit", "confere", "perten", "autentica", "permess", "consentit", "accett", "corrispond", "appart", "ammess",
            "разреш", "допуст", "допущ", "авториз", "подтвержд", "совпад", "соответств", "принадлеж", "dozwolon", "zezwol", "akcept", "zweryfik", "zgadza", "nalezy", "uprawnion", "povol", "opravn", "overen", "shoduj", "totozn", "patri",
            "toegestaan", "geautoriseerd", "geverifieerd", "overeen", "geldig", "gemachtigd", "bevoegd", "tillat", "tilladt", "autoriser", "godk", "matcha", "stemmer", "engedely", "ervenyes", "permis", "diizinkan", "sah ", "duoc phep", "hop le",
            "允许", "允許", "授权", "授權", "验证", "驗證", "匹配", "一致", "合法", "符合", "属于", "许可", "許可", "承認", "認め", "허용", "허가", "승인", "일치", "izin", "yetki", "onayl", "eslesm"),
        [Gone] = Of(
            "exist", "found", "find", "known", "registered", "present", "recogni", "locat", "resolve", "provisioned", "defined", "hosted", "created", "used for mail", "deliverable", "zustellbar", "entregable", "consegnabil", "distribu", "existier", "gefunden", "vorhanden", "bekannt", "registriert", "angelegt", "auflos", "aufgelost", "trouv", "connu", "enregistr",
            "existe", "encontr", "encuentr", "conoc", "registrad", "dado de alta", "conhec", "cadastrad", "localizad", "esist", "trovat", "conosc", "registrat", "существ", "найден", "зарегистр", "обнаруж", "istniej", "znalez", "odnalez", "nalez", "najden", "bestaat", "bestaan", "gevonden", "bekend",
            "finns", "finnes", "findes", "hittat", "funnet", "fundet", "eksister", "exister", "loydy", "loytyn", "letez", "talalhat", "gasit", "υπαρχ", "ditemukan", "terdaftar", "ton tai", "tim thay", "存在", "找到", "注册", "註冊", "見つか", "見つけ", "登録", "존재", "찾", "등록", "bulun", "mevcut"),
        [MaySend] = Of("send ", "send to", "submit", "senden", "versenden", "verschicken", "envoyer", "expedier", "emettre", "enviar", "remitir", "inviare", "spedire", "отправлять", "отправить", "发送", "发信", "寄信", "送信", "verzenden", "versturen", "skicka", "sende ", "wysylac", "odesilat", "gonder"),
        [Suspended] = Of(
            "active", "aktiv", "actif", "activo", "activa ", "attiv", "ativo", "ativa", "активн", "активен", "aktywn", "actief", "aktif", "有効", "启用", "激活", "開通", "开通"),
    };

    /// <summary>Returns the position of the first negated word of a concept, or -1.</summary>
    public static int Find(Concept concept, string text)
    {
        if (!Stems.TryGetValue(concept, out var stems))
            return -1;
        for (var from = 0; from < text.Length; from++)
        {
            var at = text.AsSpan(from).IndexOfAny(stems);
            if (at < 0)
                return -1;
            from += at;
            if (Vocabulary.IsStartOfWord(text, from) && IsNegated(text, from))
                return from;
        }

        return -1;
    }

    private static bool IsNegated(string text, int at)
    {
        var behind = text.AsSpan(at, Math.Min(text.Length - at, MaxLettersOfSigns + 8));
        var before = text.AsSpan(Math.Max(0, at - MaxLettersOfSigns), Math.Min(at, MaxLettersOfSigns));
        if (EndsNear(before) || HasAny(behind, SignsBehind))
            return true;

        var words = text.AsSpan(Math.Max(0, at - MaxLettersBetween), Math.Min(at, MaxLettersBetween)).TrimEnd();
        for (var i = 0; i <= MaxWordsBetween && !words.IsEmpty; i++)
        {
            var start = words.LastIndexOf(' ') + 1;
            var word = words[start..];
            if (word.EndsWith("n't") || Lookup.Contains(word))
                return true;
            words = words[..start].TrimEnd();
        }

        return false;
    }

    // At most one sign between, as in "不被允许" and "未经授权".
    private static bool EndsNear(ReadOnlySpan<char> before) => HasAny(before[Math.Max(0, before.Length - 3)..], SignsBefore);

    private static bool HasAny(ReadOnlySpan<char> text, string[] signs)
    {
        foreach (var sign in signs)
        {
            if (text.Contains(sign, StringComparison.Ordinal))
                return true;
        }

        return false;
    }

    private static SearchValues<string> Of(params string[] words) => SearchValues.Create(words, StringComparison.Ordinal);
}
