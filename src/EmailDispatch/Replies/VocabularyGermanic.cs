using static EmailDispatch.Replies.Concept;

namespace EmailDispatch.Replies;

/// <summary>More words of <see cref="Vocabulary"/>: Dutch, and Swedish, Norwegian and Danish together.</summary>
internal static class VocabularyGermanic
{
    public static IReadOnlyList<Dictionary<Concept, string[]>> Languages { get; } = [Dutch(), Nordic()];

    private static Dictionary<Concept, string[]> Dutch() => new()
    {
        [Sender] = ["afzender", "verzender", "verzendadres", "van-adres", "adres van de afzender", "adres van afzender", "uw domein", "uw adres", "jouw domein"],
        [Account] = ["klant", "gebruikersaccount"],
        [Ours] = ["uw account", "je account", "jouw account", "verzend", "verstur", "uitgaand", "u hebt", "u heeft", "je hebt", "uw limiet", "uw quot"],
        [Recipient] = ["ontvanger", "geadresseerde", "gebruiker", "postbus", "postvak", "brievenbus", "mailadres", "emailadres", "adres", "bestemmeling"],
        [Mailbox] = ["postbus", "postvak", "brievenbus"],
        [Login] = ["aanmeld", "inlog", "wachtwoord", "gebruikersnaam", "authenticatie", "aangemeld", "ingelogd", "legitimatie"],
        [Password] = ["wachtwoord"],
        [Message] = ["bericht", "inhoud", "bijlage"],
        [Unknown] = ["onbekend", "bestaat niet", "bestaan niet", "niet bestaand", "niet gevonden", "niet bekend", "geen gebruiker", "geen postvak", "geen postbus"],
        [Refused] =
        [
            "geweiger", "weiger", "afgewezen", "niet toegestaan", "verboden", "niet geaccepteerd", "niet gemachtigd", "niet bevoegd", "niet geautoriseerd", "niet geverifieerd", "ongeldig", "geen toegang",
            "toegang geweigerd", "mag niet", "mag alleen", "mogen niet", "mogen alleen", "alleen voor", "alleen naar", "alleen aan", "komt niet overeen", "behoort niet", "hoort niet", "niet in mijn lijst", "niet in de lijst", "niet van u",
        ],
        [Verification] = ["geverifieerd", "bevestig"],
        [Needed] = ["vereist", "verplicht", "nodig", "eerst", "moet ", "dient "],
        [Suspended] = ["geblokkeerd", "opgeschort", "uitgeschakeld", "gedeactiveerd", "afgesloten", "vergrendeld", "inactief", "opgeheven", "buiten gebruik", "niet actief"],
        [Invalid] = ["ongeldig", "onjuist", "niet geldig", "verkeerd"],
        [Blocked] = ["geblokkeerd", "blokke"],
        [Unavailable] = ["niet beschikbaar", "onbeschikbaar"],
        [Failed] = ["mislukt", "fout", "kan niet", "kon niet", "niet gelukt"],
        [Full] = ["vol ", "opslagruimte", "geen ruimte", "onvoldoende ruimte", "opslaglimiet"],
        [Quota] = ["quotum"],
        [Large] = ["te groot", "berichtgrootte", "grootte"],
        [Junk] = ["ongewenst"],
        [Limit] = ["limiet", "overschreden", "overschrijd", "te veel", "teveel", "bereikt", "maximaal", "maximale", "verbruikt", "per uur", "per dag"],
        [Volume] = ["bericht", "dagelijks", "uur ", "maand", "verzend", "verstur", "verstuurd", "verzonden"],
        [Period] = ["uur ", "dagelijks", "daglimiet", "dagquot", "uurlimiet", "per dag", "maand", "minuten", "vandaag", "week"],
        [Pace] = ["verbinding", "sessies", "gelijktijdig", "snelheid"],
        [TooFast] = ["te snel", "te vaak"],
        [Relay] = ["doorstur", "doorgestuurd", "doorzend", "rcpt-host"],
        [Elsewhere] = ["niet lokaal", "geen lokaal"],
        [Trouble] = ["storing", "serverfout", "interne fout", "onderhoud", "overbelast", "time-out"],
        [Later] = ["opnieuw", "tijdelijk", "probeer", "straks"],
        [Listed] = ["zwarte lijst", "blokkeerlijst"],
        [Domain] = ["domein"],
        [MaySend] = ["mag niet verzenden", "mag niet versturen", "mag alleen verzenden", "mag alleen versturen", "mag geen", "externe ontvangers", "interne ontvangers", "interne adressen", "externe adressen"],
        [Encryption] = ["versleutel", "beveiligde verbinding"],
        [Gone] = ["verlopen", "verhuisd", "geen mx"],
        [Renewal] = ["verlopen", "wijzig", "verander"],
    };

    private static Dictionary<Concept, string[]> Nordic() => new()
    {
        [Sender] = ["avsandar", "avsender", "afsender", "din doman", "ditt domene", "dit domane", "adressen till avsandar", "adressen til avsender", "adressen til afsender"],
        [Account] = ["kund ", "kunden", "abonnemang", "abonnement"],
        [Ours] = ["ditt konto", "din konto", "dit konto", "kontoen din", "utgaende", "udgaende", "utskick", "avsandning", "utsending", "udsendelse", "afsendelse", "du har"],
        [Recipient] = ["mottagar", "mottaker", "modtager", "anvandare", "bruker ", "brukeren", "bruger", "brevlada", "postlada", "postkasse", "postboks", "innboks", "indbakke", "inkorg", "adress", "e-postadress", "epostadress"],
        [Mailbox] = ["brevlada", "postlada", "postkasse", "postboks", "innboks", "indbakke", "inkorg"],
        [Login] = ["inloggning", "innlogging", "palogging", "losenord", "passord", "adgangskode", "kodeord", "logga in", "logg inn", "logge inn", "log ind", "autentiser", "autentificer", "anvandarnamn", "brukernavn", "brugernavn"],
        [Password] = ["losenord", "passord", "adgangskode", "kodeord"],
        [Message] = ["meddeland", "meddelelse", "melding", "besked", "e-post", "epost", "innehall", "innhold", "indhold", "bilaga", "vedlegg"],
        [Unknown] = ["okand", "ukjent", "ukendt", "finns inte", "finnes ikke", "findes ikke", "hittades inte", "hittas inte", "ikke funnet", "ikke fundet", "existerar inte", "eksisterer ikke", "ingen bruker", "ingen bruger", "ingen anvandare"],
        [Refused] =
        [
            "avvisa", "avvist", "afvist", "avslag", "nekad", "nekas", "nekat", "nektet", "nagtet", "inte tillat", "ikke tillat", "ikke tilladt", "ej tillat", "forbjud", "forbudt", "ogiltig", "ugyldig", "obehorig", "ikke autoriser", "inte behorig", "inte auktoriser",
            "far inte", "far endast", "far bara", "kan bara", "kan kun", "ma kun", "ma bare", "kan bare", "matchar inte", "stemmer ikke", "inte verifiera", "ikke bekraft", "ikke verifiser", "ikke verificer", "ikke godkendt", "ikke godkjent", "inte godkand", "tillhor inte", "tilhorer ikke", "endast till", "kun til", "bare til",
        ],
        [Verification] = ["bekraft", "bekreft"],
        [Needed] = ["kravs", "kreves", "kraves", "nodvandig", "nodvendig", "maste ", "skal "],
        [Suspended] = ["sparrad", "sparrat", "sperret", "sparret", "avstangd", "stangd", "stengt", "lukket", "inaktiv", "deaktiver", "blokert", "utestangd", "avslutad", "opphort", "ophort"],
        [Invalid] = ["ogiltig", "ugyldig", "felaktig", "forkert"],
        [Blocked] = ["sparrad", "sparrat", "sperret", "sparret", "bloker"],
        [Unavailable] = ["inte tillganglig", "otillganglig", "ikke tilgangelig", "utilgjengelig", "ikke tilgjengelig", "utilgangelig"],
        [Failed] = ["misslyck", "mislykke", "kunde inte", "kunne ikke", "fel ", "fejl", "feil"],
        [Full] = ["fullt ", "fuld ", "fyldt", "lagringsutrymme", "lagringsplass", "ingen plads", "ingen plass"],
        [Quota] = ["kvot"],
        [Large] = ["for stor ", "for stort ", "storlek", "storrelse"],
        [Junk] = ["skrappost", "soppelpost", "uonsket", "oonskad"],
        [Limit] = ["grans ", "gransen", "granse", "grense", "overskrid", "overskred", "overskrevet", "for manga", "for mange", "uppnatt", "nadd ", "maksimal", "maks ", "maxgrans", "sandgrans", "dygnsgrans", "dagsgrense", "per dag", "pr dag", "per timme", "per time ", "pr time "],
        [Volume] = ["meddeland", "meddelelse", "melding", "besked", "e-post", "epost", "daglig", "dygn", "dogn", "timme", "per time ", "pr time ", "manad", "maned", "skicka", "sendt ", "utskick", "utsending", "udsend"],
        [Period] = ["daglig", "per dag", "pr dag", "dygn", "dogn", "timme", "per time ", "pr time ", "manad", "maned", "minut", "idag", "i dag", "vecka", "uge "],
        [Pace] = ["anslutning", "tilkobling", "forbindelse", "samtidig"],
        [TooFast] = ["for snabbt", "for raskt", "for hurtig", "for ofta", "for ofte"],
        [Relay] = ["vidarebefordr", "videresend"],
        [Elsewhere] = ["inte lokal", "ikke lokal"],
        [Trouble] = ["serverfel", "serverfejl", "serverfeil", "internt fel", "intern fejl", "intern feil", "underhall", "vedlikehold", "vedligehold", "overbelast", "upptagen", "optaget", "opptatt"],
        [Later] = ["senare", "senere", "igen ", "igjen", "tillfallig", "midlertidig", "forsok", "forsog"],
        [Listed] = ["svartlist", "svarteliste", "sortliste", "sort liste", "svart lista", "blokeringsliste"],
        [Domain] = ["doman", "domene"],
        [MaySend] = ["far inte skicka", "far endast skicka", "kan ikke sende", "kan kun sende", "ma ikke sende", "externa mottagare", "eksterne mot", "eksterne mod", "interna mottagare", "interne mot", "interne mod"],
        [Encryption] = ["krypter"],
        [Gone] = ["saknas", "mangler", "utgatt", "utlop", "udlob", "flyttat", "flyttet"],
        [Renewal] = ["byt ", "bytt ", "skift ", "utgatt", "utlop", "udlob"],
    };
}
