using static EmailDispatch.Replies.Concept;

namespace EmailDispatch.Replies;

/// <summary>More words of <see cref="Vocabulary"/>: Polish; Czech and Slovak; Croatian, Serbian and Slovene; Ukrainian.</summary>
internal static class VocabularySlavic
{
    public static IReadOnlyList<Dictionary<Concept, string[]>> Languages { get; } = [Polish(), CzechAndSlovak(), SouthSlavic(), Ukrainian()];

    private static Dictionary<Concept, string[]> Polish() => new()
    {
        [Sender] = ["nadawc", "adres nadawc", "adresu nadawc", "adresem nadawc", "twoja domen", "twojej domen"],
        [Account] = ["konta ", "koncie", "kontem", "klient"],
        [Ours] = ["twoje konto", "twojego konta", "panstwa konto", "wysylani", "wysylk", "wychodzac", "przekroczyles", "wyslales", "twoj limit"],
        [Recipient] = ["odbiorc", "uzytkowni", "skrzynk", "adres"],
        [Mailbox] = ["skrzynk"],
        [Login] = ["logowani", "zaloguj", "zalogowan", "haslo", "hasla", "uwierzytelni", "autoryzac"],
        [Password] = ["haslo", "hasla"],
        [Message] = ["wiadomos", "poczt", "tresc", "zalacznik"],
        [Unknown] = ["nieznan", "nie istniej", "nieistniejac", "nie znalezion", "nie odnalezion", "brak uzytkownika", "brak skrzynki", "brak takie", "nie ma takie"],
        [Refused] =
        [
            "odrzuc", "odmow", "odmawia", "zabronion", "niedozwolon", "nie jest dozwolon", "nie zezwol", "nieprawidlow", "niepoprawn", "brak uprawnien", "nie ma uprawnien", "nie masz uprawn", "nie jest uprawni", "nieautoryzowan", "nieuprawni", "niezgodn", "nie zgadza", "nie nalezy", "nie mozesz", "nie moze ", "niezweryfik", "nie zostal zweryf", "nie zostala zweryf",
            "tylko do", "tylko dla", "moze wysylac tylko",
        ],
        [Verification] = ["zweryf", "niezweryf", "potwierdz"],
        [Needed] = ["wymaga", "konieczn", "musisz", "najpierw"],
        [Suspended] = ["zawieszon", "wylaczon", "zamkniet", "wstrzyman", "dezaktyw", "usuniet"],
        [Invalid] = ["nieprawidlow", "niepoprawn", "bledny", "bledna", "bledne"],
        [Blocked] = ["zablokow", "blokad"],
        [Unavailable] = ["niedostepn"],
        [Failed] = ["nie powiodl", "nieudan", "blad ", "bledu", "nie udalo", "niepowodz"],
        [Full] = ["pelna", "pelny", "przepelnion", "brak miejsca", "zapelnion", "pojemnos"],
        [Large] = ["za duza", "zbyt duz", "rozmiar"],
        [Junk] = ["niechcian"],
        [Limit] = ["przekrocz", "zbyt wiele", "zbyt duzo", "za duzo", "osiagni", "wyczerpa", "maksymaln"],
        [Volume] = ["wiadomos", "dzienn", "godzin", "dobow", "miesi", "wysyl", "wyslan"],
        [Period] = ["dzienn", "godzin", "na dobe", "dobow", "miesi", "minut", "tydzien", "tygod"],
        [Pace] = ["polaczen", "jednoczes"],
        [TooFast] = ["zbyt szybko", "za szybko", "zbyt czesto"],
        [Relay] = ["przekazywan", "przesylan"],
        [Elsewhere] = ["nie jest lokaln", "nielokaln"],
        [Trouble] = ["blad serwera", "blad wewnetrzn", "wewnetrzny blad", "konserwac", "przeciazon", "awari"],
        [Later] = ["pozniej", "ponownie", "tymczasow", "sprobuj", "chwilowo"],
        [Listed] = ["czarnej liscie", "czarna list"],
        [Domain] = ["domen"],
        [MaySend] = ["nie mozesz wysyl", "wysylac tylko", "do wysylania", "zewnetrznych odbiorc", "odbiorcow zewnetrzn", "wewnetrznych odbiorc", "odbiorcow wewnetrzn"],
        [Encryption] = ["szyfrow"],
        [Gone] = ["wygasl", "brak rekordu"],
        [Renewal] = ["zmien", "wygasl"],
    };

    private static Dictionary<Concept, string[]> CzechAndSlovak() => new()
    {
        [Sender] = ["odesilatel", "odosielatel", "adresa odesilatel", "adresa odosielatel", "adresy odesilatel", "adresy odosielatel", "vase domen", "vasa domen"],
        [Account] = ["ucet", "uctu ", "zakazni"],
        [Ours] = ["vas ucet", "vaseho uctu", "odchozi", "odchadzajuc", "odesilan", "odosielan", "prekrocili"],
        [Recipient] = ["prijemc", "prijemca", "uzivatel", "pouzivatel", "schrank", "adresa", "adresy"],
        [Mailbox] = ["schrank"],
        [Login] = ["prihlas", "heslo", "hesla", "overeni", "overenie", "autentiza", "autentifik", "autorizace", "autorizaci"],
        [Password] = ["heslo", "hesla"],
        [Message] = ["zprav", "posta ", "posty", "obsah", "priloh"],
        [Unknown] = ["neznam", "neexist", "nenalez", "nebyl nalez", "nebyla nalez", "nenajden", "nebol najden", "nebola najden"],
        [Refused] =
        [
            "odmitn", "odmitnut", "odmietn", "zamitn", "zamietn", "zakazan", "nepovolen", "neni povol", "nie je povol", "neopravn", "neplatn", "nesmi ", "nesmie", "nemuze", "nemoze", "nemate opravn", "nemate prav", "neodpovid", "nezodpoved", "nepatri", "neoveren", "nespravn", "pouze pro", "pouze na", "iba pre", "iba na", "len pre",
        ],
        [Verification] = ["overen", "neoveren", "potvrd"],
        [Needed] = ["vyzad", "nutn", "povinn", "nejprve", "najprv", "musite", "musi ", "potreb"],
        [Suspended] = ["pozastav", "zablok", "vypnut", "neaktiv", "uzamc", "uzamk", "zrusen"],
        [Invalid] = ["neplatn", "nespravn", "chybn"],
        [Blocked] = ["blokov", "zablok"],
        [Unavailable] = ["nedostupn", "neni dostupn", "nie je dostupn"],
        [Failed] = ["selhal", "zlyhal", "nepodar", "chyba", "neuspes"],
        [Full] = ["plna", "plny", "preplnen", "nedostatek mista", "nedostatok miesta", "zaplnen"],
        [Quota] = ["kvot"],
        [Large] = ["prilis velk", "velikost", "velkost"],
        [Junk] = ["nevyzadan"],
        [Limit] = ["prekroc", "prilis mnoho", "prilis vela", "vycerpan", "dosazen", "dosiahnut"],
        [Volume] = ["zprav", "sprav ", "denni", "denny", "hodin", "mesic", "mesac", "odesl", "odesil", "odosl", "odosiel"],
        [Period] = ["denne", "denni", "denny", "za den", "hodin", "mesic", "mesac", "minut", "tyden", "tyzden"],
        [Pace] = ["spojeni", "pripojen", "soucas", "sucas"],
        [TooFast] = ["prilis rychle", "prilis casto"],
        [Relay] = ["preposil", "preposiel", "predavani"],
        [Elsewhere] = ["neni lokaln", "nie je lokaln"],
        [Trouble] = ["chyba serveru", "chyba servera", "vnitrni chyba", "interni chyba", "interna chyba", "udrzb", "pretizen", "pretazen"],
        [Later] = ["pozdeji", "neskor", "znovu", "docasn", "opakujte", "zkuste", "skuste"],
        [Listed] = ["cerne listin", "ciernej listin"],
        [Domain] = ["domen"],
        [MaySend] = ["externi prijemc", "externim prijemc", "internim prijemc", "odesilat pouze", "odosielat iba", "odosielat len"],
        [Encryption] = ["sifrov"],
        [Gone] = ["vyprsel", "vyprsal"],
        [Renewal] = ["zmen", "vyprsel", "vyprsal", "vyprsela"],
    };

    private static Dictionary<Concept, string[]> SouthSlavic() => new()
    {
        [Sender] = ["posiljatelj", "posiljalac", "adresa posiljatelj", "adresa posiljaoc", "naslov posiljatelj", "posiljaoc"],
        [Account] = ["racun"],
        [Ours] = ["vas racun", "slanje", "posiljanje", "odlazn", "odhodn"],
        [Recipient] = ["primatelj", "primalac", "primaoc", "prejemnik", "korisnik", "uporabnik", "sanduci", "nabiralnik", "postanski", "adresa"],
        [Mailbox] = ["sanduci", "nabiralnik", "postanski"],
        [Login] = ["lozink", "geslo", "gesla", "prijav", "provjera auten"],
        [Password] = ["lozink", "geslo"],
        [Message] = ["poruk", "sporocil"],
        [Unknown] = ["nepoznat", "neznan", "ne postoji", "ne obstaja", "nije pronaden", "ni najden", "nije naden"],
        [Refused] = ["odbijen", "odbij", "odbacen", "zabranjen", "zavrnjen", "nije dozvoljen", "ni dovoljen", "prepovedan", "nevazec", "neveljav", "neispravn", "nemate dozvol"],
        [Needed] = ["potrebn", "obavezn", "obvezn", "zahtev", "zahtijeva", "morate"],
        [Suspended] = ["onemogucen", "blokiran", "obustavljen", "zaustavljen", "zaklenjen", "neaktiv"],
        [Invalid] = ["nevazec", "neveljav", "neispravn", "pogresn", "napacn"],
        [Blocked] = ["blokiran"],
        [Failed] = ["neuspjel", "neuspel", "neuspes", "gresk", "napaka"],
        [Full] = ["pun ", "puna ", "prepunjen", "poln ", "polna "],
        [Limit] = ["prekoracen", "prekoracil", "presezen", "previse", "prevec", "omejitev", "ogranicenj"],
        [Volume] = ["poruk", "sporocil", "dnevn", "na uro", "mjesecn", "mesecn"],
        [Period] = ["dnevn", "po satu", "na sat", "na uro", "mjesecn", "mesecn"],
        [Relay] = ["prosljed", "prosled", "posredovanj"],
        [Later] = ["kasnije", "kasneje", "pokusajte", "poskusite", "privremen", "zacasn", "ponovno"],
        [Domain] = ["domen"],
    };

    private static Dictionary<Concept, string[]> Ukrainian() => new()
    {
        [Sender] = ["відправник", "адреса відправник", "адресу відправник"],
        [Account] = ["обліков", "акаунт"],
        [Ours] = ["ваш акаунт", "вашого акаунт", "вашого облік", "ваш обліков", "надсилан", "вихідн", "ви перевищ"],
        [Recipient] = ["одержувач", "отримувач", "користувач", "скриньк"],
        [Mailbox] = ["скриньк"],
        [Login] = ["автентиф", "логін"],
        [Message] = ["повідомлен", "листа "],
        [Unknown] = ["не існує", "невідом", "не знайден", "немає такого"],
        [Refused] = ["відхилен", "відмовлен", "заборонен", "не дозволен", "недійсн", "немає прав", "не підтвердж", "не належить"],
        [Needed] = ["потрібн", "необхідн", "вимага"],
        [Suspended] = ["заблокован", "призупинен", "вимкнен", "деактивован", "неактивн"],
        [Invalid] = ["недійсн", "неправильн", "хибн", "невірн"],
        [Blocked] = ["заблокован"],
        [Unavailable] = ["недоступн"],
        [Failed] = ["помилк", "не вдал"],
        [Full] = ["переповнен", "немає місця"],
        [Large] = ["занадто велик", "завелик"],
        [Limit] = ["перевищ", "ліміт", "забагато", "вичерпан", "обмежен"],
        [Volume] = ["повідомлен", "листів", "добов", "годин", "надсилан"],
        [Period] = ["добов", "на день", "годин", "місяц"],
        [Later] = ["пізніше", "тимчасов", "спробуйте"],
        [Trouble] = ["помилка сервера", "внутрішня помилка"],
        [Relay] = ["пересилан"],
    };
}
