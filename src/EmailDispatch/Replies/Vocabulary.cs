using System.Buffers;
using static EmailDispatch.Replies.Concept;

namespace EmailDispatch.Replies;

/// <summary>
/// The words of servers for each concept, written as the normaliser writes: lower case, without accents. This class has English, German, French,
/// Spanish, Portuguese, Italian, Russian, Japanese and Chinese; the rest is in <see cref="VocabularyGermanic"/>, <see cref="VocabularySlavic"/>,
/// <see cref="VocabularyFurther"/>, <see cref="VocabularyAsian"/>, <see cref="VocabularyDetails"/> and <see cref="VocabularyInformal"/>. An entry
/// matches at the start of a word, or anywhere in languages without blanks between words.
/// </summary>
internal static class Vocabulary
{
    private static Dictionary<Concept, string[]> MainLanguages() => new()
    {
        [Sender] =
        [
            "sender", "from address", "from header", "header from", "from domain", "from field", "from/sender", "the from ", "from email", "mail from address", "originator", "return-path", "return path", "reverse-path",
            "sending domain", "sending address", "sending from", "your domain", "your from", "your address", "your email address", "your e-mail address", "send as ", "send from", "sent from", "demo domain", "use the domain", "envelope from", "unconfigured sending",
            "ihre domain", "votre domaine", "su dominio", "seu dominio", "tuo dominio", "vostro dominio", "ваш домен", "вашего домен", "送信ドメイン", "您的域名",
            "absender", "expediteur", "emetteur", "remitente", "remetente", "mittente", "отправител", "送信者", "送信元", "差出人", "发件", "发信人", "发信地址", "发信域", "寄件人", "寄件者",
            "mailfrom", "mail-from", "from-address", "from-domain", "from e-mail", "from mail", "from user", "sending user", "sending identity", "sending email", "sending mailbox", "envelope-from", "purported responsible", "header_from", "domain you are sending", "address you are sending", "versender", "adresse d'envoi", "domaine d'envoi", "dominio de envio", "dominio de origen", "direccion de origen", "correo de origen", "dominio di invio", "адрес отправ", "送信アドレス", "发送方", "发送者", "发件域名", "发送域名", "寄信人",
            "from identity", "sender identity",
            "submitter", "direccion del remitente", "direccion de remitente", "adresse de l'expediteur", "adresse expediteur", "adresse de l'emetteur", "endereco do remetente", "endereco de remetente", "indirizzo del mittente", "indirizzo mittente", "adresse des absenders", "adresse vom absender", "e-mail do remetente", "correo del remitente", "adres nadawc", "domaine de l'expediteur",
        ],
        [Account] =
        [
            "account", "subscription", "workspace", "tenant", "organisation", "organization", "api key", "api-key", "apikey", "license", "licence", "customer", "smtp user", "smtp credential",
            "konto", "benutzerkonto", "compte", "cuenta", "conta ", "account", "utenza", "аккаунт", "учетн", "アカウント", "账号", "帐号", "账户", "帳號", "帳戶",
            "membership", "smtp account", "trial", "registration", "contract", "kundenkonto", "kunde", "abonnement", "suscripcion", "assinatura", "abbonamento", "подписк", "契約", "会员", "套餐", "zugang", "acces smtp", "acceso smtp", "acesso smtp",
        ],
        [Ours] =
        [
            "your account", "for this account", "of this account", "your subscription", "your workspace", "your organi", "your tenant", "your api key", "api key", "your service", "your mail service", "your smtp", "your plan", "sending", "outgoing", "outbound", "submission", "mail sending", "email sending", "to send ", "smtp access", "smtp service", "mail flow",
            "ihr konto", "ihres konto", "versand", "ausgehend", "votre compte", "envoi", "sortant", "su cuenta", "envio", "saliente", "sua conta", "vostro account", "suo account", "invio", "ваш аккаунт", "вашего аккаунт", "ваша учетн", "отправк", "исходящ", "送信", "您的", "发信", "发送", "外发", "寄信",
            "you have exceeded", "you've exceeded", "you have reached", "you've reached", "you reached", "you exceeded", "you are over", "you have used", "your quota", "your limit", "your daily", "your hourly", "your monthly", "your outmail", "your email account", "your mail account", "your credit", "your messaging", "your sending", "your hosting", "your trial", "your free", "outmail", "vous avez", "sie haben", "ha superado", "ha excedido", "ha alcanzado", "voce excedeu", "voce atingiu", "hai superato", "avete superato", "вы превысили", "вы исчерпали", "您已", "你已", "您的账", "您今天", "あなたの",
            "send quota", "send limit", "send rate", "throttling quota", "throttle quota", "quota for sen", "server has been suspended", "server is suspended", "server suspended", "server has been disabled", "server is disabled", "server disabled", "inbound and outbound",
        ],
        [Recipient] =
        [
            "recipient", "rcpt", "mailbox", "mail box", "inbox", "user", "addressee", "local part", "address", "alias", "person", "employee", "email account", "mail account", "email does", "email not", "e-mail does", "destination",
            "empfanger", "empfaenger", "postfach", "benutzer", "adresse", "empfangeradress", "destinataire", "boite", "utilisateur", "usuario", "buzon", "destinatario", "direccion", "caixa", "casilla", "endereco",
            "casella", "utente", "indirizzo", "получател", "пользовател", "ящик", "адрес", "宛先", "受信者", "メールボックス", "メールアドレス", "ユーザ", "收件", "用户", "邮箱", "信箱", "地址",
            "mail drop", "maildrop", "userid", "user id", "subscriber", "mailing list", "distribution list", "distribution group", "mail address", "forward path", "forwarding address", "contact is", "contact does", "contact not", "contact unknown", "contact @", "adressat", "teilnehmer", "mitarbeiter", "abonne", "abonado", "persona", "correo electronico", "destino", "destin ", "utilizador", "destinatar", "абонент", "адресат", "受取人", "受信", "あて先", "收信", "收信人",
        ],
        [Addressee] = ["to @", "for @", "of @", "an @", "fur @", "para @", "pour @", "a @", "для @", "@ is", "@ has", "@ does", "@ over", "destination mailbox"],
        [Recipients] = ["recipients", "rcpts", "number of rcpt", "rcpt count", "all rcpt", "destinatarios", "destinataires", "destinatari ", "empfangern", "получателей", "адресатов", "受信者数", "宛先数", "收件人数", "收件人过多", "recipient count", "number of recipients", "undeliverable addresses", "undeliverable recipients", "unknown recipients", "unknown users", "unknown addresses", "unknown mailboxes", "unknown rcpt", "nonexistent users", "invalid users", "bad rcpt", "invalid addresses", "bad addresses", "wrong addresses", "incorrect addresses", "incorrect recipients", "nonexistent addresses", "non-existent addresses", "nonexisting addresses", "ungultige adressen", "ungultigen adressen", "falsche adressen", "d'adresses", "adresses inval", "adresses incon", "direcciones", "enderecos inval", "indirizzi non valid", "indirizzi errat", "неверных адрес", "неизвестных адрес", "несуществующих адрес", "無効なアドレス", "无效地址", "無效地址", "错误地址"],
        [Insiders] =
        [
            "internal", "intern ", "interne", "internen", "interni", "interno", "internos", "local recip", "local domain", "local address", "own domain", "own tenant", "own organi", "same domain", "same organi", "same tenant", "same company", "your organi", "your company", "your tenant", "external", "extern", "eigenen tenant", "eigene organi",
            "eigenen domain", "eigene domain", "propre domaine", "propio dominio", "proprio dominio", "внутренн", "внешн", "内部", "外部", "社内", "社外", "zewnetrzn", "wewnetrzn", "belso ", "kulso ", "sisaise", "내부", "외부",
            "foreign domain",
        ],
        [Only] = ["only", "nur ", "seulement", "uniquement", "reserve", "qu'aux", "qu'a ", "solo ", "solamente", "unicamente", "somente", "apenas", "soltanto", "только", "лише", "のみ", "只能", "仅", "僅", "alleen", "endast", "kun ", "bare ", "tylko", "pouze", "iba ", "csak ", "yalnizca", "sadece", "vain ", "doar ", "numai", "에게만", "hanya"],
        [NoRecipient] =
        [
            "no recipients", "without recip", "without rcpt", "without a recip", "without any recip", "missing recip", "missing rcpt", "need rcpt", "rcpt first", "rcpt to first", "recipients first", "ohne empfanger", "keine empfanger", "keine gultigen empfanger", "aucun destinataire valide", "sans destinataire",
            "sin destinatario", "sem destinatario", "senza destinatar", "без получател", "нет получателей", "указать получател", "укажите получател", "没有收件人", "缺少收件人", "宛先がありません",
            "no valid recip", "no recipient", "no rcpt", "destinataire manquant", "keine empfaenger", "falta destinatario",
        ],
        [Receiving] = ["to receive", "receive mail", "receive email", "receive e-mail", "receive message", "receiving", "zu empfangen", "recevoir", "recibir", "receber", "ricevere", "получать", "受信でき", "接收", "receive any", "accept mail", "accept any", "accept message", "accepts mail", "accepting mail", "accepting any", "accepting message", "incoming"],
        [Source] = ["mail from", "mails from", "email from", "emails from", "e-mail from", "e-mails from", "message from", "messages from", "connection from", "connections from", "traffic from"],
        [Mailbox] = ["mailbox", "mail box", "inbox", "postfach", "boite", "buzon", "caixa", "casella", "ящик", "メールボックス", "邮箱", "信箱", "mail folder", "mailfolder", "maildir", "account storage", "storage of"],
        [ClientName] = ["helo", "ehlo", "fully-qualified host", "fully qualified host", "fully qualified domain", "fqdn", "reverse dns", "reverse host", "reverse lookup", "rdns", "ptr ", "hostname", "host name"],
        [ClientAddress] = ["ip address", "ip ", "ips ", "client host", "ip-adresse", "adresse ip", "direccion ip", "ip-адрес", "ipアドレス", "ip地址", "client ip", "sender ip", "sending ip", "source ip", "your ip", "remote ip", "server ip", "client address", "dynamic ip", "dial-up", "dialup", "ip-adr", "dyn ip", "indirizzo ip", "endereco ip", "接続元"],
        [Host] = ["@ip", "ip ", "ips ", "client ", "your server", "your host", "your mail server", "mail server at", "sending server", "sending host", "sending mta", "remote host", "remotehost", "to connect", "your network", "your isp", "of your isp", "proxy", "access from", "your location", "geo", "su servidor", "seu servidor", "ihr server", "ihre ip", "votre serveur", "tuo server", "vostro server", "ваш сервер", "вашего сервера"],
        [Concept.Directory] = ["database", "db ", "ldap", "sql ", "mysql", "directory", "lookup", "datenbank", "verzeichnis", "base de donnees", "annuaire", "base de datos", "banco de dados", "base dati", "базы данных", "базе данных", "база данных", "データベース", "数据库", "數據庫", "domain map", "recipient table", "lookup in", "nis ", "active directory"],
        [Login] =
        [
            "authenticat", "autentic", "auth ", "pop account", "pop3 account", "pop before", "imap account", "login", "log in", "logged in", "log on", "password", "credential", "username", "passwort", "kennwort", "anmeld", "mot de passe", "identifiant", "contrasena", "senha", "парол", "логин", "авториз", "認証", "パスワード",
            "ログイン", "密码", "密碼", "认证", "登录", "授权码",
            "unauthenticated", "authoriz user", "smtp auth", "sasl", "starttls first", "oauth", "2-step", "app password", "app-specific", "sign in", "signed in", "einloggen", "angemeldet", "iniciar sesion", "autenticad", "identificac", "accedere", "accesso", "вход", "ログオン", "登陆", "授权",
            "check for new mail", "check your mail", "pop3 first", "pop first", "imap first", "authentifi", "connecter", "identifier", "authorize your", "authorise your", "authorize before", "authorise before", "authorize first", "authorise first", "please authori",
        ],
        [Password] = ["password", "err.login.pass", "err.login.user", "passwd", "passwort", "kennwort", "mot de passe", "contrasena", "senha", "парол", "パスワード", "密码", "密碼"],
        [Renewal] = ["expire", "chang", "reset", "renew", "update your", "too old", "too weak", "weak ", "outdated", "abgelaufen", "andern", "geandert", "expire", "caduc", "cambi", "alter", "scadut", "смен", "измен", "истек", "期限", "変更", "过期", "修改", "更改"],
        [Message] =
        [
            "message", "mail", "email", "e-mail", "content", "attachment", "nachricht", "anhang", "mensaje", "mensagem", "messaggio", "correo", "courriel", "сообщени", "письм", "メッセージ", "メール", "邮件", "郵件", "附件",
        ],
        [Format] = ["mime ", "mime-", "header", "structure", "boundary", "encoding", "rfc 5322", "rfc5322", "rfc 2822", "rfc2822", "rfc 822", "rfc822", "kopfzeile", "en-tete", "cabecera", "cabecalho", "intestazion", "заголов", "ヘッダ", "邮件头", "信头", "received field", "received header", "html", "multipart", "charset", "utf-8", "utf8", "base64", "bare lf", "bare cr", "line feed", "date header", "message-id", "content-type", "binary", "line end", "line-end", "end-of-line", "end of line", "crlf", "newline", "zeilenend", "fin de ligne", "fins de ligne", "fin de linea", "finales de linea", "fim de linha", "fine riga", "конец строк", "концы строк", "改行", "换行"],
        [Line] = ["line too long", "lines too long", "line length", "line is too long", "line exceeds", "lines longer", "zeile", "ligne", "linea", "linha", "riga ", "строк", "line limit", "long line", "line longer"],
        [Domain] = ["domain", "host", "domaine", "dominio", "домен", "ドメイン", "域名", "mx "],

        [Unknown] =
        [
            "unknown", "dosn't exist", "dosen't exist", "doesnt exist", "don't exist", "not exist", "no exist", "doesn't exist", "nonexist", "non-exist", "no such", "not found", "not known", "isn't known", "not recognized", "not recognised", "no longer", "left the", "has left", "not listed", "not in recipient", "not in the recipient", "not in our recipient", "not in user", "not in the user", "not in directory", "not in the directory", "not in our directory", "no mailbox", "no user", "no account", "not a valid mailbox", "unavailable mail user",
            "couldn't be found", "could not be found", "cannot be found", "can't find", "not a known", "nobody here", "does not have a", "doesn't have a", "not have an account", "never existed", "not our",
            "unbekannt", "nicht bekannt", "existiert nicht", "nicht gefunden", "nicht vorhanden", "gibt es nicht", "inconnu", "n'existe p", "n'existe plus", "introuvable", "inexistant", "no existe", "desconocid", "inexistente", "no encontrad", "nao existe", "desconhecid", "nao encontrad",
            "sconosciut", "non esiste", "non trovat", "не найден", "не существует", "неизвест", "нет такого", "存在しま", "存在しない", "不明", "見つかり", "不存在", "未找到", "找不到", "无此", "無此",
            "nosuchuser", "non existent", "non-existent", "non existant", "inexistent", "do not exist", "dont exist", "doesnot exist", "not existing", "validrcptto", "cannot find", "could not find", "unable to find", "couldn't find", "can not find", "weren't able to find", "nessun", "nie istnieje", "nie ma tak",
            "nobody",
        ],
        [Refused] =
        [
            "reject", "denied", "deny", "denies", "incorrect", "not allow", "isn't allow", "aren't allow", "no allow", "disallow", "not permit", "not authori", "unauthori", "isn't authori", "refus", "forbid", "prohibit", "not accept", "not valid", "invalid", "not belong", "doesn't belong", "not own", "isn't own", "not one of", "not match", "doesn't match", "must match", "must ", "not verif", "unverif",
            "not been verif", "hasn't been verif", "has not been verif", "verification", "verify", "confirm your", "confirm the", "not confirm", "unconfirm", "not registered", "isn't registered", "unregistered", "unconfigured", "not configured", "not associated", "not entitled", "no permission", "not have permission", "not complete", "can only be used", "only be used", "is restricted", "restricted to", "not logged in", "not eligible", "not set up", "not approved", "blocked", "bad ",
            "may not", "cannot send", "can't send", "mismatch", "no access", "only authenticat", "only authori", "only registered", "only members", "only users", "only local", "local user only", "local users only", "should be", "should not be", "needs to be", "need to be", "not relay", "n't relay", "no relay", "cannot relay", "not in my", "not in our", "isn't in my", "isn't in our", "not in the list", "not on the list", "not a member", "not part of", "does not match", "not equal", "must equal", "different from", "not a verified", "not an authori", "not validated",
            "abgelehnt", "abgewiesen", "verweigert", "untersagt", "verboten", "verworfen", "zuruckgewiesen", "nicht erlaubt", "nicht zugelassen", "nicht berechtigt", "nicht gestattet", "nicht verifiziert", "nicht autorisiert", "ungultig", "gehort nicht", "refuse", "non autoris", "pas autoris", "n'appartient", "non verifi", "invalide", "interdit",
            "rechaz", "denegad", "negad", "prohibid", "proibid", "nao consta", "no consta", "ne figure", "non figura", "negato", "negata", "vietat", "no autorizad", "no permitid", "no verificad", "no esta autorizad", "invalid", "no pertenece", "rejeitad", "recusad", "nao autorizad", "nao permitid", "nao verificad", "nao pertence", "rifiutat", "respint", "non autorizzat", "non consentit", "non verificat", "non appartiene",
            "отклон", "отказ", "не разреш", "нет прав", "запрещ", "не подтвержд", "не принадлеж", "недопустим", "許可され", "拒否", "されていません", "認められ", "未授权", "未授權", "不允许", "拒绝", "拒絕", "被拒", "未验证", "无权", "不匹配", "不一致", "必须", "没有经过认证", "未经认证", "未认证", "没有认证", "无法发送",
            "only in the", "only within", "not ok", "not welcome", "unacceptable", "not comply", "violat", "non-compliant", "not compliant", "not meet", "disapprov", "restrict", "not in approved", "not whitelisted", "whitelist", "not on the", "can only", "only send", "not possible", "no relaying", "unwanted", "not wanted", "banned", "impermissible", "illegal", "no admit", "no acept", "no se acept", "n'accepte", "pas accept", "nao aceit", "non accett", "non ammess", "nicht akzept", "nicht angenommen", "annahme", "не принят", "не приним", "受け付け", "受信拒否", "不接受", "拒收", "不被允许", "禁止", "不合法", "没有权限",
            "not granted", "differ", "not forward", "lacks", "lack ", "missing permission", "missing scope", "relayons pas", "no se permit", "ne permet", "nao se permit", "non si permett", "nicht moglich", "keine weiterleitung", "wird nicht",
            "may only", "n't agree", "not agree", "disagree", "not correspond", "inconsistent", "conflict",
        ],
        [Verification] = ["verif", "unverif", "validated", "confirm", "bestatig", "подтвержд", "認証されて", "検証", "验证", "驗證", "备案", "확인되지", "인증되지", "authenticate your domain", "authenticate the domain", "domain authentic"],
        [Needed] =
        [
            "require", "need", "first check", "please log", "two factor", "two-factor", "second factor", "multi-factor", "2fa", "mfa", "necess", "neces", "obligat", "please auth", "only auth", "must auth", "must log", "must have", "have to ", "erforderlich", "notwendig", "benotigt", "richiest", "exig", "requis", "требует", "необходим", "必要", "需要", "必须",
            "first",
            "must be",
            "before mail", "before rcpt", "before sending", "before you", "mussen", "muss ", "zuerst", "devez", "veuillez", "avant d'", "avant de", "debe ", "deben ", "antes de", "primero", "deve ", "prima di", "нужно", "сначала", "请先", "请登录", "先に", "demand", "mandator", "nur uber", "nur mit", "only over", "only via", "only with", "only through", "uniquement via", "uniquement en", "requier", "solo con", "solo por", "solo mediante", "solo tramite", "somente via", "somente com", "requer", "только через", "только по", "のみ可", "仅限",
        ],
        [Suspended] =
        [
            "suspend", "suspens", "disabl", "deactivat", "inactiv", "blocked", "locked", "paused", "on hold", "switched off", "turned off", "closed", "terminated", "revoked", "under review", "banned", "frozen", "been restricted", "restricted from", "cancelled", "canceled", "discontinued", "has been limited", "compromised", "not active", "no longer active", "stopped", "shut", "should log in", "should login", "to enable receiving",
            "gesperrt", "deaktiviert", "blockiert", "eingestellt", "stillgelegt", "suspendu", "desactiv", "bloque", "cloture", "suspendid", "deshabilitad", "desactivad", "bloquead", "cancelad", "inabilitad", "desativad", "sospes", "disattivat", "disabilitat", "bloccat",
            "заблокирован", "приостановлен", "отключ", "деактив", "удален", "停止", "無効", "凍結", "ロック", "制限されています", "禁用", "停用", "冻结", "凍結", "封禁", "被封", "锁定", "注销", "暂停",
            "block", "withheld", "quarantin", "inactivated", "deactiv", "disatttivata", "terminat", "archived", "administratively", "inactif", "inactivo", "inativ", "zablokow", "nieaktyw", "ausgesetzt", "неактив", "利用停止", "is off ", "are off ", "relay off", "relaying off", "set to off",
        ],
        [Invalid] = ["invalid", "not valid", "malformed", "bad address", "ungultig", "ungueltig", "non valid", "no valid", "недопустим", "некоррект", "不合法", "无效", "無効", "不正", "syntax", "illegal", "not allowed char", "restricted char", "bad recip", "bad destination", "wrong recip", "errone", "errat", "incorrect", "not a valid", "неверн", "bad recip", "bad line", "wrong address", "falsche adress", "incorreto"],
        [Blocked] = ["block", "banned", "go away", "get lost", "killed", "gesperrt", "geblockt", "blockiert", "bloque", "bloquead", "bloccat", "заблокирован", "блокир", "ブロック", "封锁", "被封", "屏蔽"],
        [MaySend] =
        [
            "allowed to send", "permitted to send", "authorized to send", "authorised to send", "entitled to send", "eligible to send", "able to send", "enabled to send", "enabled for sending", "permission to send", "rights to send", "right to send", "cannot send", "can't send", "can not send", "may not send", "can only send", "only be sent", "send on behalf", "sending is not", "sending not", "sending mail is", "only in the same domain", "only within",
            "external recipients", "external addresses", "external mail", "outside your", "outside the organi", "darf nicht senden", "durfen nicht senden", "zum senden berechtigt", "zum versand", "autorise a envoyer", "autorise a emettre", "droit d'envoyer", "permiso para enviar", "autorizado a enviar", "autorizado para enviar", "permissao para enviar", "autorizzato a inviare", "autorizzato all'invio", "права отправ", "разрешена отправка", "разрешено отправ", "送信できません", "送信する権限", "送信は許可", "发送权限", "权限发送", "不能发送", "无法发信", "不允许发送", "禁止发信",
            "send again", "send any more", "send more", "allowed to email", "interne empfanger", "interner empfanger", "internen empfanger", "externe empfanger", "externen empfanger", "internal recipients", "internal addresses", "internal users", "can only mail", "can only email", "may only mail", "may only email", "may only send", "may send only", "can send only",
        ],
        [Encryption] = ["starttls", "tls ", "ssl", "encrypt", "secure connection", "secure channel", "verschlussel", "chiffr", "cifrad", "criptograf", "crittograf", "шифров", "暗号化", "加密"],
        [Harmful] =
        [
            "attach", "macro", "vba", "executable", "password protect", "password-protect", "encrypted file", "encrypted arch", "file type", "file extension", "file name", "filename", "dangerous", "harmful", "unsafe", "malware", "infected", "infection", "trojan", "phish", "suspicious", "archive", "zip ", "url ", "urls ", "link ", "links ", "banned word", "bad word", "phrase", "keyword", "image", "anhang", "piece jointe", "pieces jointes", "adjunto", "anexo", "allegat", "вложен", "添付", "附件", "链接", "敏感", "违规", "archiv", "архив", "zip-", "zipファイル", "压缩",
        ],
        [Gone] =
        [
            "unrouteable", "unroutable", "unresolvable", "not resolvable", "undeliverable", "not deliverable", "no entry", "no match", "no record", "unable to locate", "not located", "not present", "not provisioned", "not defined", "not hosted", "no one", "no mail box", "nobody by", "there is no", "expired", "not activated", "no route found", "does not like", "not a registered", "not a member", "not registered", "wrong recip", "wrong address", "has moved", "no hay", "aucun", "nao ha", "errato", "erronea", "errone", "no longer", "does not handle", "doesn't handle", "ikke", "n'est pas valide", "no es valid", "nao e valid", "non e valid", "nicht gultig", "не зарегистрирован", "отсутств", "ありません", "見当たりません", "无效", "不正确", "错误的", "must exist", "must resolve", "no mx", "no a record", "owner has changed", "expirou", "ha expirado", "scadut", "abgelaufen", "истек", "失効", "过期", "expire", "vacat", "terminated", "left the company", "former", "kein postfach", "kein benutzer", "keine mailbox",
            "not in use",
            "has no a", "has no mx", "no mail exchanger",
            "null mx", "deleted", "removed", "erased", "purged", "geloscht", "supprime", "eliminad", "borrad", "exclui", "apagad", "eliminat", "cancellat", "удален", "удалена", "удалено", "削除", "删除", "刪除", "usuniet", "smazan", "odstranen", "zmazan", "verwijderd", "raderad", "raderat", "slettet", "poistettu", "torolve", "torolt", "silindi", "삭제", "dihapus",
        ],
        [Unavailable] = ["unavailable", "not available", "nicht verfugbar", "indisponible", "no disponible", "indisponivel", "non disponibile", "недоступ", "不可用", "利用できません"],
        [Failed] = ["fail", "err.", "unable", "could not", "couldn't", "konnte", "impossib", "no se pudo", "nao foi possivel", "error", "unsuccessful", "fehlgeschlagen", "fehler", "echec", "erreur", "fallid", "falhou", "falha", "fallit", "errore", "ошибк", "не удал", "失败", "失敗", "エラー", "failure", "not able", "cannot", "can't", "can not", "problem", "fault", "wrong", "できません", "nie udal", "nie mozna", "nepodar", "nelze", "kan inte", "kan ikke"],
        [Full] =
        [
            "full ", "over quota", "overquota", "out of storage", "out of space", "no room", "no space", "no more space", "not enough space", "not enough disk", "enough diskspace", "enough disk space", "no disk space", "space has used up", "space is used up", "space available", "quota is over", "out of quota", "insufficient space", "storage space", "storage quota", "storage limit", "mailbox quota", "disk quota", "exhausted allowed storage", "too many messages on the server", "mailbox size",
            "voll ", "speicher", "uberfullt", "pleine", "saturee", "satur", "espace insuffisant", "llen", "sin espacio", "cheia", "lotada", "sem espaco", "pien", "esaurit", "переполнен", "заполнен", "нет места", "満杯", "一杯", "いっぱい", "容量", "已满", "已滿", "空间不足", "空間不足", "满了",
            "has too many messages", "mails auf dem", "receive any more", "space has been used", "ueberfuellt", "ueberfullt", "enough space", "overfull", "over its quota", "over their quota", "exceeded storage", "exceeds quota", "exceeds allowed size", "over the quota", "out of disk", "out of room", "space shortage", "space left", "is full", "no storage", "storage full", "plein", "bounce as", "ha superado su cuota", "superato la quota", "estourad", "переполн", "容量オーバー", "容量不足", "超出容量", "超过容量", "爆满", "5.2.2 ", "4.2.2 ",
        ],
        [Quota] = ["quota", "cuota", "quote ", "kontingent", "cupo", "квот", "配额", "容量", "tageskontingent", "monatskontingent", "stundenkontingent", "versandkontingent", "sendekontingent", "mailkontingent", "tagesquot"],
        [Large] =
        [
            "too large", "too big", "message size", "maximum size", "maximum permitted size", "size limit", "exceeds size", "size exceed", "length exceed", "larger than", "size of the message", "megabyte", "mb ", "message too long", "message is too long", "line too long", "line is too long", "lines too long", "mail too long", "mail is too long", "attachment too long", "attachment is too long", "content too long", "content is too long", "body too long", "body is too long", "data too long", "length of", "message length", "zu gross", "zu grosse", "trop volumineu", "trop gros", "trop grand", "demasiado grande", "muito grande", "troppo grand", "слишком больш", "превышен размер", "размер письма", "大きすぎ", "サイズ", "大小超", "过大", "太大",
            "maximum message size", "maximum message length", "bytes long", "bytes limit", "is larger", "exceeded maximum inbound", "max message size", "message is more than", "more than bytes", "size of", "oversize", "too long message", "message file too", "taille", "taille maximale", "tamano", "tamanho", "dimension", "grosse der", "groesse", "размер", "サイズ超過", "附件大小", "邮件大小",
            "max size", "bytes max",
            "zu gros ", "zu grose", "grose", "size cap", "over the size", "weighs",
        ],
        [Junk] = ["spam", "due to abuse", "for abuse", "junk", "unsolicited", "bulk mail", "phishing", "malicious", "indesirable", "pourriel", "no deseado", "спам", "迷惑", "スパム", "垃圾", "unsolicit", "bulk", "malware", "scam", "abusive content", "spamassassin", "spammer", "spamming", "uribl", "ungewollt", "unerwunscht", "spam-", "indeseado", "spamtrap", "рассылк", "нежелател", "反垃圾", "honeypot", "honey pot"],
        [Limit] =
        [
            "limit", "quota", "exceed", "too many", "high number", "large number", "excessive number", "over size", "over the number", "no more than", "per day", "per hour", "per minute", "per month", "a day", "an hour", "pro tag", "pro stunde", "par jour", "par heure", "al dia", "por dia", "por hora", "al giorno", "в день", "в час", "maximum", "max ", "used all", "used up", "all of your", "credit", "allowance", "allocation", "reached the", "reached your", "reached its", "have reached", "has reached", "run out", "exhausted", "versandlimit", "stundenlimit", "aufgebraucht", "verbraucht", "ausgeschopft", "erreicht", "epuise", "atteint", "agotad", "alcanzad", "esgotad", "atingid", "raggiunt", "исчерпан", "достигнут", "用完", "does not allow any more", "any more emails", "throttl", "ratelimit", "tageslimit", "kontingent", "uberschritten", "ueberschritten", "hochst", "hoechst", "zu viele", "depass", "trop de", "superad", "supera ", "excedid", "demasiad", "cupo",
            "cota", "superato", "troppi", "troppe", "лимит", "превыш", "слишком много", "制限", "上限", "超え", "超過", "多すぎ", "超限", "超出", "超过", "超過", "限制", "上限", "配额",
            "more than", "too much", "over limit", "over the limit", "over the maximum", "mailbomb", "mail bomb", "trop", "massimo", "maximal", "highest", "superior", "no emails left", "no credits", "out of credit", "insufficient credit", "insufficient balance", "balance", "saldo", "guthaben", "credito", "кредит", "баланс", "余额", "残高",
            "allotment", "consumed", "sending cap", "size cap", "cap of", "depleted",
            "already sent", "sent your", "sent all", "tageskontingent", "monatskontingent", "stundenkontingent", "the cap", "mails left", "messages left", "none left", "nothing left", "过多", "過多", "cap ", "spent", "package of",
        ],
        [Upgrade] = ["upgrade", "trial has ended", "trial is over", "top up", "top-up", "recharge", "buy ", "purchase", "payment is", "aufladen", "aufwerten", "recargue", "recarregue", "ricarica", "rechargez", "пополн", "充值", "续费", "アップグレード"],
        [Credit] =
        [
            "no credit", "out of credit", "insufficient credit", "not enough credit", "low credit", "credits have", "credit has", "credit balance", "insufficient balance", "insufficient fund", "low balance", "account balance", "guthaben", "credit insuff", "credit epuise", "saldo insuf", "saldo esgot", "saldo agot", "sin saldo", "sem saldo", "sin credito",
            "sem credito", "credito insuf", "credito esaur", "credito agot", "saldo esaur", "недостаточно средств", "баланс", "余额不足", "欠费", "残高", "tegoed", "bakiye", "kredyt", "kredit", "trial over", "trial is over", "trial has ended", "trial ended", "trial expired", "trial has expired", "trial period", "billing problem", "billing issue", "payment problem", "payment failed", "payment method",
        ],
        [Volume] =
        [
            "message", "mail", "email", "e-mail", "recipient", "send", "sent", "outgoing", "outbound", "daily", "day", "today", "hour", "month", "24-hour", "plan", "credit", "nachricht", "versand", "tag ", "tage ", "taglich", "stund", "monat", "jour ", "jours ", "journal", "quotidien", "heure", "mensuel", "envoi", "envio", "dia ", "dias ", "diari", "hora", "mes ", "mensual", "mensal",
            "invio", "giorn", "orari", "mensil", "отправ", "писем", "сутк", "день", "час", "送信", "1日", "時間", "发信", "发送", "每日", "每天", "每小时", "当日",
            "outmail", "recepient", "kirim", "correos", "mensajes", "mensagens", "messaggi", "courriels", "邮件数", "通数", "week", "woche", "semaine", "semana", "settiman", "недел",
        ],
        [Period] = ["hour", "day", "daily", "today", "month", "minute", "24h", "24-h", "stund", "tag ", "tage ", "taglich", "tageslimit", "monat", "jour ", "jours ", "heure", "quotidien", "mois", "dia ", "dias ", "diari", "hora", "mes ", "giorn", "ora ", "mese", "день", "сутк", "час", "месяц", "1日", "時間", "每日", "每天", "每小时", "当日", "月", "week", "woche", "semaine", "semana", "settiman", "недел", "周", "tageskontingent", "monatskontingent", "stundenkontingent", "tagesquot", "stundenlimit", "monatslimit"],
        [Pace] =
        [
            "connection", "concurren", "simultaneous", "session", "thread", "rate", "per second", "frequen", "parallel", "verbindung", "connexion", "conexi", "conexoes", "conness", "соединени", "подключени", "同時", "接続", "頻度", "频率", "頻率", "连接数",
            "per minute", "in the last minute", "burst", "velocity", "simultan", "gleichzeitig", "併發", "并发",
        ],
        [TooFast] =
        [
            "too fast", "too quick", "too often", "too frequent", "slow down", "throttl", "zu schnell", "zu haufig", "zu haeufig", "trop vite", "trop rapid", "trop souvent", "demasiado rapid", "muito rapid", "troppo veloc", "troppo spesso", "слишком часто", "слишком быстро", "過于频繁", "频繁", "頻繁", "过快", "過快", "速すぎ",
            "too quickly", "slower", "rate limit", "rate-limit", "ratelimit", "rate exceeded", "rate control", "rate too high", "backing off", "back off", "頻度が高", "高すぎ", "短時間",
        ],
        [Relay] = ["relay", "relais", "relai ", "rcpthosts", "weiterleit", "retransm", "inoltr", "ретрансл", "пересыл", "中継", "转发", "中继", "gateway", "forwarder", "retransmi", "third party", "third-party", "smarthost", "smart host", "relayed", "non-local", "nonlocal", "forwarding to", "forward to remote", "redirecionamento", "rcpt-host", "rcpt host", "pass on mail", "forward mail", "forward messages", "релей", "релеи", "leitet", "leiten nicht"],
        [Elsewhere] = ["not local", "isn't local", "not a local", "isn't a local", "n'est pas local", "pas un domaine local", "no es local", "nao e local", "non e local", "nicht lokal", "не локальн", "не является локальн", "not handle mail", "don't handle", "do not handle", "isn't in my list", "not in my list", "not our domain", "not a local domain", "not hosted here", "not in our domain", "se aceptan mails para", "not local host"],
        [Abuse] = ["abus", "excessive", "flood", "attack", "suspicious", "brute", "missbrauch", "angriff", "attaque", "ataque", "attacc", "атак", "攻击", "滥用", "攻撃", "zombie", "botnet", "too many errors", "too many spam", "too many bad", "too many invalid", "too many unknown", "too many unwanted", "harvest", "dictionary", "suspected", "hijack", "malici"],
        [Trouble] =
        [
            "queue", "not responding", "internal error", "internal server error", "system problem", "system error", "server error", "service error", "configuration error", "configuration problem", "misconfigur", "overload", "busy", "maintenance", "out of memory", "not enough memory", "resources", "cannot connect", "could not connect", "couldn't connect", "unable to connect", "timed out", "timeout",
            "connection refused", "unreachable", "no route", "lookup fail", "lookup error", "dns error", "name server", "nameserver", "cannot be processed", "could not be processed", "unable to process", "processing error", "database", "backend", "try another server",
            "wartung", "uberlastet", "ueberlastet", "interner fehler", "erreur interne", "en panne", "error interno", "mantenimiento", "manutencao", "erro interno", "errore interno", "manutenzione", "внутренняя ошибка", "ошибка сервера", "обслуживани", "内部错误", "系统错误", "系统繁忙", "维护", "システムエラー", "内部エラー", "混雑", "メンテナンス",
            "econn", "etimedout", "eaddr", "ehost", "enetun", "enotfound", "eai_again", "socket", "dns lookup", "server fail", "servfail", "cannot reach", "can't reach", "could not reach", "unable to reach", "not reachable", "no answer", "no response", "not respond", "did not respond", "can't connect", "connect to", "connection to", "connection failed", "connection error", "connection reset", "connection closed", "connection lost", "lost connection", "connection dropped", "dropped by", "write error", "file write", "disk error", "i/o error", "spool", "crash", "exception", "unexpected", "unspecified", "undefined error", "unknown error", "unhandled", "out of resource", "resource", "no process", "process table", "fork", "shutting down", "shutdown", "restart", "reload", "load average", "load is too high", "too much load", "high load", "system load", "configuration", "misconfig", "config error", "could not be saved", "not be saved", "cannot save", "permission denied", "milter", "filter failed", "internal", "storage error", "time out", "temporary local problem", "local problem", "not initialized", "software error", "processing fail", "error in processing", "error processing", "during processing", "while processing", "processing of", "erreur", "panne", "fallo", "falha", "guasto", "stoerung", "storung", "сбой", "недоступен", "障害", "エラーが発生", "异常", "故障", "超时", "服务器错误",
            "idle",
            "write to disk", "write to file", "write to mail", "write to queue", "write to spool", "could not write", "cannot write", "unable to write", "write failed", "storage failed",
        ],
        [Suppressed] = ["suppress", "previously bounced", "unsubscribed", "has unsubscribed", "opted out", "global blocklist of your account", "hard bounced before", "in your bounce list", "marked as inactive", "blocked because it has bounced", "bounced previously", "on suppression", "suppression list", "bounce list", "bounced too", "complained", "has previously bounced", "bounced address", "hard bounce", "do-not-mail", "do-not-email", "do-not-send", "do-not-contact", "do not mail list", "do not send list", "do not contact list", "opt-out list", "optout list"],
        [OtherReason] = ["blocked using", "spamhaus", "dnsbl", "rbl", "aup#", "blacklist", "blocklist", "block list", "listed in", "listed on", "listed by", "reputation", "greylist", "graylist", "grey-list"],
        [Listed] = ["reputation", "reputacion", "reputacao", "reputazion", "репутац", "信誉", "black list", "blacklist", "block list", "blocklist", "is listed", "listed on", "listed in", "listed at", "listed by", "rbl ", "an rbl", "dnsbl", "sperrliste", "liste noire", "lista negra", "lista nera", "черный список", "черном списк", "ブラックリスト", "黑名单", "blacklisted", "blocklisted", "black listed", "block listed", "blacklisting", "black-list", "block-list", "denylist", "deny list", "found in ", "found on", "is on the", "listing", "listed", "on our list", "bl ", "dbl", "sbl", "xbl", "dnswl", "spamcop", "spamhaus", "barracudacentral", "barracuda reputation", "sorbs", "abuseat", "uceprotect", "invaluement", "cloudmark", "senderbase", "senderscore", "talos", "psbl", "spamrl", "hostkarma", "mailspike", "rblmx", "blocked using", "auf der liste", "liste de blocage", "в списке", "黒リスト", "拒否リスト", "dynamic address", "dynamic range", "dynamic pool", "dynamically assigned", "residential", "listat", "liste chez"],
        [NotOfTheServer] = ["tried to reach", "you are trying to contact", "of the recipient", "recipient's", "receiving", "recipient rejected", "you tried to", "you are sending to "],

        [Later] =
        [
            "try again", "later", "temporar", "retry", "come back", "for now", "at this time", "spater", "spaeter", "erneut", "noch einmal", "vorubergehend", "plus tard", "reessay", "mas tarde", "intentelo", "intente ", "intentalo", "temporal", "mais tarde", "tente novamente", "piu tardi", "riprov", "temporane", "позже", "повтор", "временн", "後で", "しばらく", "一時的", "もう一度", "稍后", "稍後", "暂时", "重试", "再试",
            "retry later", "shortly", "in a few", "in a while", "deferred", "defer", "moment", "soon", "resend", "wait ", "patience", "try it again", "again in", "transient", "nochmal", "wieder", "kurze", "vuelva", "volte a tentar", "nuovamente", "попробуйте", "временно", "一时", "しばらくして", "再度", "请稍",
        ],
    };

    private static readonly Dictionary<Concept, string[]> Words =
        new[] { MainLanguages() }.Concat(VocabularyGermanic.Languages).Concat(VocabularySlavic.Languages).Concat(VocabularyFurther.Languages)
            .Concat(VocabularyAsian.Languages).Concat(VocabularyDetails.Languages).Concat(VocabularyInformal.Languages)
            .SelectMany(language => language)
            .GroupBy(concept => concept.Key, concept => concept.Value)
            .ToDictionary(concept => concept.Key, words => words.SelectMany(w => w).Distinct().ToArray());

    // Searches all words of a concept at once, in time linear in the text.
    private static readonly Dictionary<Concept, SearchValues<string>> Searches = Words.ToDictionary(w => w.Key, w => SearchValues.Create(w.Value, StringComparison.Ordinal));

    public static IEnumerable<string> All => Words.Values.SelectMany(w => w);

    /// <summary>Returns the position where a concept is first named, or -1.</summary>
    public static int Find(Concept concept, string text)
    {
        var (fixedAt, negatedAt) = (FindFixed(concept, text), NegatedWords.Find(concept, text));
        return fixedAt < 0 || negatedAt < 0 ? Math.Max(fixedAt, negatedAt) : Math.Min(fixedAt, negatedAt);
    }

    private static int FindFixed(Concept concept, string text)
    {
        var words = Searches[concept];
        for (var from = 0; from < text.Length; from++)
        {
            var at = text.AsSpan(from).IndexOfAny(words);
            if (at < 0)
                return -1;
            from += at;
            if (IsStartOfWord(text, from))
                return from;
        }

        return -1;
    }

    // Japanese and Chinese have no blanks between words.
    internal static bool IsStartOfWord(string text, int at) =>
        text[at] >= '\u3000' || at == 0 || text[at - 1] is ' ' or '\'' or '-' or >= '\u3000';
}
