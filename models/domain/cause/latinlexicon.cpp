// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/cause/latinlexicon.h"

#include "models/domain/cause/characters.h"

#include <QString>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <unordered_set>

namespace waldesk::domain::latinlexicon
{

using namespace characters;

namespace
{

constexpr qsizetype LongestWord = 64;
constexpr std::size_t ShortestStem = 3;
constexpr std::size_t LongestStem = 12;

/// The list is a literal: words are views into it.
std::unordered_set<std::string_view> wordsOf(std::string_view list)
{
    std::unordered_set<std::string_view> words;
    for (std::size_t at = 0; at < list.size();) {
        const std::size_t end = std::min(list.find(' ', at), list.size());
        if (end > at)
            words.insert(list.substr(at, end - at));
        at = end + 1;
    }
    return words;
}

std::unordered_set<std::string_view> together(std::unordered_set<std::string_view> words, std::string_view more)
{
    words.merge(wordsOf(more));
    return words;
}

/// Without what makes a letter of its own of it; a sign that no word has for a letter of another script.
char plainLetter(char16_t letter)
{
    struct Pair {
        char16_t letter;
        char plain;
    };
    // These are letters of their own, not others with an accent.
    constexpr std::array Pairs{Pair{0xE6, 'a'},  Pair{0xF8, 'o'},  Pair{0xF0, 'd'},  Pair{0xFE, 't'},
                               Pair{0x111, 'd'}, Pair{0x131, 'i'}, Pair{0x142, 'l'}, Pair{0x153, 'o'}};
    for (const Pair &one : Pairs) {
        if (one.letter == letter)
            return one.plain;
    }
    return letter < 0x80 ? char(letter) : '?';
}

/// In small letters and without accents; of `l’utilisateur` what stands behind the apostrophe.
std::string folded(QByteArrayView word)
{
    std::string out;
    if (word.size() > LongestWord)
        return out;
    if (std::all_of(word.begin(), word.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; })) {
        out.reserve(std::size_t(word.size()));
        for (const char c : word)
            out += isUpper(c) ? char(c - 'A' + 'a') : c;
        return out;
    }
    constexpr char16_t Apostrophe = 0x2019;
    constexpr char16_t SharpS = 0xDF;
    const QString letters = QString::fromUtf8(word).toLower().normalized(QString::NormalizationForm_KD);
    const qsizetype elided = letters.lastIndexOf(QChar(Apostrophe)) + 1;
    for (const QChar c : QStringView(letters).sliced(elided < letters.size() ? elided : 0)) {
        if (c == SharpS)
            out += "ss";
        else if (c.isLetterOrNumber())
            out += plainLetter(c.unicode());
    }
    return out;
}

bool holds(const std::unordered_set<std::string_view> &words, const std::string &word)
{
    return words.count(word) > 0;
}

/// The longest of @p stems that the word begins with; empty where there is none. A short one is a word of its own or
/// has an ending: names begin with it too.
std::string_view longestStem(const std::unordered_set<std::string_view> &stems, const std::string &word)
{
    for (std::size_t size = std::min(word.size(), LongestStem); size >= ShortestStem; --size) {
        constexpr std::size_t LongEnough = 5;
        constexpr std::size_t LongestEnding = 3;
        if (size < LongEnough && word.size() > size + (size == ShortestStem ? 0 : LongestEnding))
            continue;
        const auto found = stems.find(std::string_view(word).substr(0, size));
        if (found != stems.end())
            return *found;
    }
    return {};
}

const std::unordered_set<std::string_view> &predicates()
{
    static const std::unordered_set<std::string_view> Words = wordsOf(
        // German, Dutch
        "fehler zeitueberschreitung zeituberschreitung fout tijdslimiet nicht kein keine keinen keiner keinem ist "
        "sind wurde wurden wird werden konnte konnten kann koennen konnen muss darf hat haben fehlt fehlen existiert "
        "existieren antwortet reagiert verweigert abgelehnt fehlgeschlagen gescheitert ueberschritten uberschritten "
        "abgelaufen ungueltig ungultig unbekannt unbekannter unbekannte gesperrt erschoepft erschopft verfuegbar "
        "verfugbar erreichbar unerreichbar geraet gerat abgebrochen getrennt gefunden vorhanden belegt voll zulaessig "
        "zulassig erforderlich deaktiviert besteht schlug scheiterte niet geen kunnen kon konden werd bestaat mislukt "
        "geweigerd verlopen ongeldig gevonden overschreden ontbreekt onbekend "
        // Danish, Norwegian, Swedish
        "fejl feil fel tidsavbrudd har ikke ikkje ingen intet er ble blev kunne kan finnes findes finns kunde inte "
        "saknas mangler misslyckades mislyktes mislykkedes feilet fejlede avvist afvist nektet naegtet nagtet nekad "
        "nekades avbruten avbrutt afbrudt overskredet overskrider overskreds overskriden utlopt udlobet utgangen "
        "ugyldig ogiltig ogiltigt ukjent ukendt okand okant gick hittades svarer svarar tillaten tilladt tillatt "
        "sperret sparret last fullt "
        // French
        "erreur delai pas est sont impossible existe existent n'existe echoue echouee echec refuse refusee refuses "
        "depasse depassee expire expiree introuvable introuvables invalide inconnu inconnue aucun aucune peut ete "
        "manquant manquante interdit interdite indisponible insuffisant insuffisante repond epuise epuisee "
        "interrompue interrompu desactive verrouille inaccessible atteint atteinte "
        // Spanish, Portuguese, Italian
        "al erro errore tiene tienen tenia responde responden tem risponde rispondono pudo puede pueden podido "
        "encontro encontrado encontrada existen denegado denegada rechazado rechazada excedido excedida superado "
        "caducado expirado expirada desconocido desconocida fallo fallado falta faltan hay esta estan fue valido "
        "valida invalido invalida agotado agotada bloqueado bloqueada lleno insuficiente nao foi possivel encontrou "
        "negado negada recusada recusado desconhecido falhou esgotado esgotada non trovato trovata trovati esiste "
        "esistono negato rifiutata rifiutato superata superato scaduto scaduta fallito fallita riuscito riuscita "
        "impossibile sconosciuto sconosciuta manca stato stata puo "
        // Finnish, Estonian
        "virhe aikakatkaisu viga ei eivat eika loydy loytynyt ole olemassa epaonnistui evatty estetty hylatty "
        "ylittynyt ylitetty ylittyi vanhentunut vanhentui tuntematon virheellinen puuttuu voida voitu onnistunut "
        "onnistu vastaa vastannut katkesi lukittu taynna kielletty saatavilla leitud leidnud pole puudub puuduvad "
        "keelatud keelduti ebaonnestus ebaonnestunud uletatud aegunud aegus vigane tundmatu saanud saa vasta vastanud "
        "onnestunud katkes lukustatud tais olemas lubatud kattesaadav kattesaamatu "
        // Latvian, Lithuanian
        "kluda klaida nav neeksiste neizdevas nevar nevareja atrasts atrasta liegta liegts noraidits parsniegts "
        "parsniegta beidzies beigusies nederigs neatbild nepieejams nera neegzistuoja nepavyko negalima negali "
        "nerastas nerasta uzdrausta atmesta atmestas virsyta virsytas baigesi pasibaige neteisingas neatsako "
        "nezinomas nepasiekiamas "
        // Polish
        "blad nie jest sa zostal zostala zostalo zostaly mozna moze istnieje istnieja brak odmowiono odmowa odrzucono "
        "odrzucone przekroczono przekroczony wygasl wygaslo wygasla nieprawidlowe nieprawidlowy nieprawidlowa "
        "nieznany nieznana niedostepny niedostepna znaleziono powiodlo powiodla udalo odpowiada zablokowane "
        "zablokowany uplynal "
        // Czech, Slovak
        "chyba neexistuje neni nalezen nalezena nalezeno nie nelze nebyl nebyla nebylo nejde nemuze nenalezen "
        "nenalezena nenalezeno selhalo selhal selhala odepren odepreno odmitnut odmitnuto odmitnuta zamitnut "
        "zamitnuto zamitnuta prekrocen prekrocena prekroceno vyprsel vyprsela vyprselo neplatny neplatne neplatna "
        "neznamy neznama chybi nedostupny nedostupna neodpovida nepodarilo podarilo zlyhalo zlyhal zlyhala odmietnute "
        "odmietnuty zamietnuty prekroceny vyprsal nedari neodpoveda mozne "
        // Hungarian
        "hiba idotullepes nem nincs letezik sikertelen sikerult talalhato megtagadva elutasitva tullepve lejart "
        "ervenytelen ismeretlen elerheto valaszol ");
    return Words;
}

const std::unordered_set<std::string_view> &functionWords()
{
    static const std::unordered_set<std::string_view> Words = wordsOf(
        "der das dem den des ein eine einen einem einer und oder mit fuer fur auf von zum zur beim bei aus nach ueber "
        "uber "
        "unter durch ohne gegen auch noch mehr bereits schon zu im vom sich diese dieser dieses het een van voor naar "
        "bij uit deze dit reeds "
        "og eller til fra med ved pa av af et en som denne dette som och eller till fran inom detta den det allerede "
        "redan "
        "le la les un une du des de et ou au aux dans sur avec pour par ce cette ne se qui sans deja vers lors l d n "
        "el los las una unos del y o con para por sin al ya su esta este que em no na nos nas da dos das um uma com "
        "pelo pela ja il lo gli i di che per da dal dalla nel nella sul sulla alla allo "
        "ja tai seka sen se on ovat oli jo mutta ning voi mis see oma selle juba aga "
        "un vai ar uz no par bez jau ir iki su be jau yra buvo ant is "
        "w we z ze na do od dla przez po przy oraz lub juz a i o v ve s se k ke za pro pri uz je jsou byl byla bylo "
        "bol bola "
        "az egy es hogy mar van volt ");
    return Words;
}

/// Stems of what is called by a name, which have other forms in these languages.
const std::unordered_set<std::string_view> &inflectedNamed()
{
    static const std::unordered_set<std::string_view> Words = wordsOf(
        "benutz nutzer konto konten projekt gruppe mitglied rechner knoten warteschlange auftrag gebruiker bruker "
        "bruger anvandar prosjekt grupp kontoen noden utilisat compte projet groupe membre serveur noeud usuari "
        "cuenta conta proyecto projeto grupo servidor nodo utent progett kayttaj tili tunnus ryhm palvelin palvelim "
        "solmu kasutaj ruhm liige lietotaj konts konta grupa vartotoj paskyr grup uzytkown kont uzivat ucet uct "
        "skupin uzel uzl felhasznal fiok csoport pouzivat server serwer");
    return Words;
}

/// What is called by a name.
const std::unordered_set<std::string_view> &namedStems()
{
    static const std::unordered_set<std::string_view> Words =
        together(inflectedNamed(), "partition partici cluster klaster");
    return Words;
}

const std::unordered_set<std::string_view> &stems()
{
    static const std::unordered_set<std::string_view> Words = together(
        inflectedNamed(),
        // German, Dutch
        "datei verzeichnis ordner zugriff zugang berechtig recht verbind verbund anmeld abmeld angemeld kennwort "
        "passwort zeit frist sekund minut stund tag kontingent speicher platz grenze grenzwert auftraeg antwort "
        "anfrag anforder dienst datenbank datensatz schluessel schlussel zertifikat fehler ungueltig wert feld "
        "eingabe ausgabe befehl vorgang verarbeit angeleg anleg erstell erzeug loesch losch geloesch gelosch geaender "
        "geander aender ander aktualis gelesen lesen schreib geschrieben oeffn offn geoeffn geoffn gespeicher gelad "
        "laden start gestart beend netz adress umgebung ressource angebot bestell abgelauf angegeb abgebroch aufloes "
        "auflos ueberschr uberschr toegang bestand open verbinding wachtwoord opdracht aanvraag bericht sleutel "
        "waarde opslag schijf "
        // Danish, Norwegian, Swedish
        "fil filen mapp mappe katalog tilgang adgang atkomst behorig tillsted tilkobling forbindelse anslutning "
        "tjener vert overskri passord losenord adgangskode tidsavbrudd tidsgrans tidsgrens kvote kvot lagring "
        "lagrings plass utrymme diskplass forespor begaran begar svar tjenest tjanst database databas nokkel noegle "
        "nyckel sertifikat certifikat feil fejl fel verdi vardi varde kommando opprett skapa skapad oprett slett slet "
        "tabort radera lese lasa skriv apne oppna lagre spara start stopp ressurs resurs node jobb "
        // French
        "fichier repertoire dossier acces autoris permission connex connect hote mot passe delai quota espace disque "
        "limite requete demande reponse service base donnee cle certificat erreur valeur champ commande operation "
        "creation creer cree supprim modif lire lecture ecri ouvr ouvert authentif identif ressource tache file "
        "memoire attente reseau adresse droit jeton stockage trouv verifi "
        // Spanish, Portuguese, Italian
        "miembro archivo arquivo ficheiro directorio diretori carpeta pasta acceso acesso permis conexion conexao "
        "conect respond contrase senha tiempo tempo limite cuota cota espacio espaco disco solicit peticion pedido "
        "respuesta resposta servicio servico base datos dados clave chave certificad error erro valor campo comando "
        "orden operac oper crear criar creac cread elimin borr modific leer ler escrib escrev abrir abri autentic "
        "recurso tarea tarefa cola fila memoria espera red rede direccion endereco autoriz almacen armazen encontr "
        "account membro file cartell accesso permess connession conness password quota spazio richiest rispost "
        "servizio banca dati chiav certificat valore operazion creat crea eliminat modificat legger scriver aprir "
        "autenticaz risors coda indirizzo memorizz collega esaurit "
        // Finnish, Estonian
        "projekti jasen tiedosto hakemisto kansio kaytto oikeu lupa yhtey isanta salasana aika aikakatk kiintio "
        "levytila tila raja pyynto pyynno vastaus vasteu palvelu tietokan avain avaim varmen virhe arvo kentt komento "
        "toiminto luo luoda luomi poist muokk lue lukea kirjoit avata avaa tallen resurssi jono muisti verkko osoit "
        "tunnist kirjautu fail faili kataloog kaust juurdepaas ligipaas oigus luba lubat uhendus parool aeg ajalimiit "
        "kvoot kettaru ruum piirang limiit paring paringu vastus teenus andmebaas voti votme sertifikaat viga vaartus "
        "vali kask toiming loo luua loomi kustuta muut luge lugeda kirjut ava salvest ressurs jarjekor solm malu vork "
        "aadress autent sisselog kattesaa "
        // Latvian, Lithuanian
        "fails datne direktorij mape piekluv atlauj savienoj parole laik kvot vieta ierobezoj pieprasij atbild "
        "pakalpoj datubaz atslega sertifikat kluda vertib lauk komand izveid dzest dzes fail katalog prieig teis "
        "prisijung rysi ry serveri slaptazod laikas laiko kvota viet rib uzklaus atsak paslaug duomen rakt klaid "
        "reiksm sukur istrin "
        // Polish
        "czlon plik katalog folder dostep uprawni polacz host hasl czas limit kwot miejsc dysk zadan zapyt odpowied "
        "uslug baz dany klucz certyfikat blad bled wartos pol polec operacj utworz tworz usun modyfik odczyt zapis "
        "otw uwierzyt zasob kolejk wezl wezel pamiec sie adres autoryz przestrze "
        // Czech, Slovak
        "clen soubor subor adresar priecin slozk pristup opravne pripoj spojen hesl cas limit kvot mist miest disk "
        "pozadav poziadav odpoved sluzb databaz klic kluc certifikat chyb hodnot pole prikaz operac vytvor smaz "
        "odstran upravi uprav cten cist zapis otev otvor overen overit zdroj front pamet pamat sit siet adres "
        "uloziste prihlas "
        // Hungarian
        "fajl konyvtar hozzafer jogosul kapcsol kiszolgalo szerver jelszo ido kvota hely keres valasz szolgaltat "
        "adatbazis kulcs tanusitvan hiba ertek parancs muvelet letrehoz torol torl ");
    return Words;
}

} // namespace

bool saysSomething(QByteArrayView word)
{
    return holds(predicates(), folded(word));
}

bool isOrdinary(QByteArrayView word)
{
    const std::string plain = folded(word);
    return holds(predicates(), plain) || holds(functionWords(), plain) || !longestStem(stems(), plain).empty() ||
           !longestStem(namedStems(), plain).empty();
}

QByteArray stem(QByteArrayView word)
{
    const std::string_view found = longestStem(stems(), folded(word));
    return found.empty() ? word.toByteArray() : QByteArray(found.data(), qsizetype(found.size()));
}

bool takesName(QByteArrayView word)
{
    return !longestStem(namedStems(), folded(word)).empty();
}

bool isDerived(QByteArrayView word)
{
    constexpr std::size_t Shortest = 7;
    constexpr std::array<std::string_view, 40> Ends{
        "ung",   "ungen", "heit",  "keit", "lich",  "barer", "iert",  "ieren", "schaft", "ning",
        "else",  "elsen", "ering", "cion", "cao",   "coes",  "idad",  "idade", "mente",  "zione",
        "zioni", "eur",   "eurs",  "tion", "minen", "mista", "mine",  "mise",  "tud",    "nud",
        "atud",  "anie",  "enie",  "osc",  "owany", "owana", "owano", "ovani", "eni",    "osti"};
    const std::string plain = folded(word);
    return plain.size() >= Shortest &&
           std::any_of(Ends.begin(), Ends.end(), [&plain](std::string_view end) { return plain.ends_with(end); });
}

} // namespace waldesk::domain::latinlexicon
