// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/cause/rootcode.h"

#include "models/domain/cause/characters.h"
#include "models/domain/cause/meaningfulnumbers.h"

#include <QHash>

#include <algorithm>
#include <array>
#include <string_view>
#include <unordered_map>

namespace waldesk::domain
{

using namespace characters;

namespace
{

constexpr qsizetype ReadLimit = 4096;

struct Entry {
    const char *pattern;
    CodeKind kind;
    const char *value;
};

/// Wordings of systems, resolvers, TLS libraries and servers, lower case, from their first word on.
constexpr Entry Phrases[] = {
    {"connection refused", CodeKind::Errno, "ECONNREFUSED"},
    {"connect call failed", CodeKind::Errno, "ECONNREFUSED"},
    {"actively refused", CodeKind::Errno, "ECONNREFUSED"},
    {"no route to host", CodeKind::Errno, "EHOSTUNREACH"},
    {"host is unreachable", CodeKind::Errno, "EHOSTUNREACH"},
    {"host unreachable", CodeKind::Errno, "EHOSTUNREACH"},
    {"network is unreachable", CodeKind::Errno, "ENETUNREACH"},
    {"network unreachable", CodeKind::Errno, "ENETUNREACH"},
    {"connection reset", CodeKind::Errno, "ECONNRESET"},
    {"connection timed out", CodeKind::Errno, "ETIMEDOUT"},
    {"host is down", CodeKind::Errno, "EHOSTDOWN"},
    {"broken pipe", CodeKind::Errno, "EPIPE"},
    {"transport endpoint is not connected", CodeKind::Errno, "ENOTCONN"},
    {"no such file or directory", CodeKind::Errno, "ENOENT"},
    {"no space left on device", CodeKind::Errno, "ENOSPC"},
    {"disk quota exceeded", CodeKind::Errno, "EDQUOT"},
    {"too many open files", CodeKind::Errno, "EMFILE"},
    {"cannot allocate memory", CodeKind::Errno, "ENOMEM"},
    {"out of memory", CodeKind::Errno, "ENOMEM"},
    {"read-only file system", CodeKind::Errno, "EROFS"},
    {"resource temporarily unavailable", CodeKind::Errno, "EAGAIN"},
    {"input/output error", CodeKind::Errno, "EIO"},
    {"stale file handle", CodeKind::Errno, "ESTALE"},
    {"address already in use", CodeKind::Errno, "EADDRINUSE"},
    {"cannot assign requested address", CodeKind::Errno, "EADDRNOTAVAIL"},
    {"exec format error", CodeKind::Errno, "ENOEXEC"},
    {"command not found", CodeKind::Errno, "ENOENT"},
    {"argument list too long", CodeKind::Errno, "E2BIG"},
    {"executable file not found", CodeKind::Errno, "ENOENT"},
    {"operation not permitted", CodeKind::Errno, "EPERM"},
    {"was refused - did you specify", CodeKind::Errno, "ECONNREFUSED"},
    {"can't start new thread", CodeKind::Errno, "EAGAIN"},

    {"name or service not known", CodeKind::Dns, "EAI_NONAME"},
    {"nodename nor servname provided", CodeKind::Dns, "EAI_NONAME"},
    {"name does not resolve", CodeKind::Dns, "EAI_NONAME"},
    {"getaddrinfo failed", CodeKind::Dns, "EAI_NONAME"},
    {"getaddrinfo enotfound", CodeKind::Dns, "EAI_NONAME"},
    {"no address associated with", CodeKind::Dns, "EAI_NODATA"},
    {"no such host", CodeKind::Dns, "EAI_NONAME"},
    {"unknown host", CodeKind::Dns, "EAI_NONAME"},
    {"could not resolve host", CodeKind::Dns, "EAI_NONAME"},
    {"couldn't resolve host", CodeKind::Dns, "EAI_NONAME"},
    {"cannot resolve host", CodeKind::Dns, "EAI_NONAME"},
    {"unable to resolve host", CodeKind::Dns, "EAI_NONAME"},
    {"failed to resolve", CodeKind::Dns, "EAI_NONAME"},
    {"nxdomain", CodeKind::Dns, "EAI_NONAME"},
    {"dns lookup failed", CodeKind::Dns, "EAI_NONAME"},
    {"temporary failure in name resolution", CodeKind::Dns, "EAI_AGAIN"},
    {"server misbehaving", CodeKind::Dns, "EAI_AGAIN"},
    {"non-recoverable failure in name resolution", CodeKind::Dns, "EAI_FAIL"},

    {"self signed certificate in certificate chain", CodeKind::Tls, "self-signed-in-chain"},
    {"self-signed certificate in certificate chain", CodeKind::Tls, "self-signed-in-chain"},
    {"self signed certificate", CodeKind::Tls, "self-signed"},
    {"self-signed certificate", CodeKind::Tls, "self-signed"},
    {"unable to get local issuer certificate", CodeKind::Tls, "no-issuer"},
    {"unable to get issuer certificate", CodeKind::Tls, "no-issuer"},
    {"unable to verify the first certificate", CodeKind::Tls, "no-issuer"},
    {"certificate signed by unknown authority", CodeKind::Tls, "no-issuer"},
    {"certificate has expired", CodeKind::Tls, "expired"},
    {"certificate is not yet valid", CodeKind::Tls, "not-yet-valid"},
    {"hostname mismatch", CodeKind::Tls, "hostname-mismatch"},
    {"ip address mismatch", CodeKind::Tls, "hostname-mismatch"},
    {"doesn't match either of", CodeKind::Tls, "hostname-mismatch"},
    {"certificate revoked", CodeKind::Tls, "revoked"},
    {"ca md too weak", CodeKind::Tls, "weak"},
    {"ee key too small", CodeKind::Tls, "weak"},
    {"dh key too small", CodeKind::Tls, "weak"},
    {"wrong version number", CodeKind::Tls, "wrong_version_number"},
    {"unsupported protocol", CodeKind::Tls, "unsupported_protocol"},
    {"handshake failure", CodeKind::Tls, "handshake_failure"},
    {"tlsv1 alert protocol version", CodeKind::Tls, "protocol_version"},
    {"certificate required", CodeKind::Tls, "certificate_required"},
    {"bad certificate", CodeKind::Tls, "bad_certificate"},
    {"unknown ca", CodeKind::Tls, "unknown_ca"},
    {"eof occurred in violation of protocol", CodeKind::Tls, "eof"},

    {"timed out", CodeKind::Timeout, ""},
    {"deadline exceeded", CodeKind::Timeout, ""},
    {"timeout expired", CodeKind::Timeout, ""},
    {"timeout exceeded", CodeKind::Timeout, ""},
    {"timeout after", CodeKind::Timeout, ""},
    {"i/o timeout", CodeKind::Timeout, ""},
    {"request timeout", CodeKind::Timeout, ""},
    {"connection timeout", CodeKind::Timeout, ""},
    {"connect timeout", CodeKind::Timeout, ""},
    {"handshake timeout", CodeKind::Timeout, ""},
    {"timeout connecting", CodeKind::Timeout, ""},

    {"server disconnected", CodeKind::Disconnected, ""},
    {"remote end closed", CodeKind::Disconnected, ""},
    {"connection aborted", CodeKind::Disconnected, ""},
    {"connection closed", CodeKind::Disconnected, ""},
    {"peer closed connection", CodeKind::Disconnected, ""},
    {"server closed the connection", CodeKind::Disconnected, ""},
    {"closed by remote host", CodeKind::Disconnected, ""},
    {"lost connection", CodeKind::Disconnected, ""},
    {"connection broken", CodeKind::Disconnected, ""},

    {"exceeded quota", CodeKind::Limit, "quota"},
    {"quota exceeded", CodeKind::Limit, "quota"},
    {"quotaexceeded", CodeKind::Limit, "quota"},
    {"over quota", CodeKind::Limit, "quota"},
    {"violates podsecurity", CodeKind::Limit, "policy"},
    {"admission webhook", CodeKind::Limit, "policy"},
    {"disallowed by policy", CodeKind::Limit, "policy"},
    {"not allowed by policy", CodeKind::Limit, "policy"},
    {"policy doesn't allow", CodeKind::Limit, "policy"},
    {"rate limit exceeded", CodeKind::Limit, "rate"},
    {"rate limit", CodeKind::Limit, "rate"},

    {"password authentication failed for user", CodeKind::SqlState, "28P01"},
    {"no pg_hba", CodeKind::SqlState, "28000"},
    {"too many clients already", CodeKind::SqlState, "53300"},
    {"too many connections for", CodeKind::SqlState, "53300"},
    {"remaining connection slots are reserved", CodeKind::SqlState, "53300"},
    {"the database system is starting up", CodeKind::SqlState, "57P03"},
    {"the database system is shutting down", CodeKind::SqlState, "57P01"},
    {"duplicate key value violates unique constraint", CodeKind::SqlState, "23505"},

    {"expecting value: line", CodeKind::Format, "json"},
    {"invalid json", CodeKind::Format, "json"},
    {"not well-formed (invalid token)", CodeKind::Format, "xml"},
    {"codec can't decode", CodeKind::Format, "text"},

    {"invalid_grant", CodeKind::OAuth, "invalid_grant"},
    {"invalid_client", CodeKind::OAuth, "invalid_client"},
    {"invalid_scope", CodeKind::OAuth, "invalid_scope"},
    {"invalid_token", CodeKind::OAuth, "invalid_token"},
    {"invalid_request", CodeKind::OAuth, "invalid_request"},
    {"unauthorized_client", CodeKind::OAuth, "unauthorized_client"},
    {"unsupported_grant_type", CodeKind::OAuth, "unsupported_grant_type"},
    {"insufficient_scope", CodeKind::OAuth, "insufficient_scope"},
    {"not_allowed", CodeKind::OAuth, "not_allowed"},
    {"slow_down", CodeKind::OAuth, "slow_down"},

    {"operationserror", CodeKind::Ldap, "operationsError"},
    {"protocolerror: invalid", CodeKind::Ldap, "protocolError"},
    {"timelimitexceeded", CodeKind::Ldap, "timeLimitExceeded"},
    {"sizelimitexceeded", CodeKind::Ldap, "sizeLimitExceeded"},
    {"authmethodnotsupported", CodeKind::Ldap, "authMethodNotSupported"},
    {"strongerauthrequired", CodeKind::Ldap, "strongerAuthRequired"},
    {"confidentialityrequired", CodeKind::Ldap, "confidentialityRequired"},
    {"nosuchattribute", CodeKind::Ldap, "noSuchAttribute"},
    {"constraintviolation", CodeKind::Ldap, "constraintViolation"},
    {"attributeorvalueexists", CodeKind::Ldap, "attributeOrValueExists"},
    {"invalidattributesyntax", CodeKind::Ldap, "invalidAttributeSyntax"},
    {"nosuchobject", CodeKind::Ldap, "noSuchObject"},
    {"invaliddnsyntax", CodeKind::Ldap, "invalidDNSyntax"},
    {"inappropriateauthentication", CodeKind::Ldap, "inappropriateAuthentication"},
    {"invalidcredentials", CodeKind::Ldap, "invalidCredentials"},
    {"insufficientaccessrights", CodeKind::Ldap, "insufficientAccessRights"},
    {"unwillingtoperform", CodeKind::Ldap, "unwillingToPerform"},
    {"objectclassviolation", CodeKind::Ldap, "objectClassViolation"},
    {"entryalreadyexists", CodeKind::Ldap, "entryAlreadyExists"},
    {"adminlimitexceeded", CodeKind::Ldap, "adminLimitExceeded"},
};

/// Last parts of exception types that are a code by themselves.
constexpr Entry Types[] = {
    {"ConnectionRefusedError", CodeKind::Errno, "ECONNREFUSED"},
    {"ConnectionResetError", CodeKind::Errno, "ECONNRESET"},
    {"ConnectionAbortedError", CodeKind::Errno, "ECONNABORTED"},
    {"BrokenPipeError", CodeKind::Errno, "EPIPE"},
    {"PermissionError", CodeKind::Errno, "EACCES"},
    {"FileNotFoundError", CodeKind::Errno, "ENOENT"},
    {"FileExistsError", CodeKind::Errno, "EEXIST"},
    {"BlockingIOError", CodeKind::Errno, "EAGAIN"},
    {"IsADirectoryError", CodeKind::Errno, "EISDIR"},
    {"NotADirectoryError", CodeKind::Errno, "ENOTDIR"},
    {"ChildProcessError", CodeKind::Errno, "ECHILD"},
    {"ProcessLookupError", CodeKind::Errno, "ESRCH"},
    {"MemoryError", CodeKind::Errno, "ENOMEM"},
    {"gaierror", CodeKind::Dns, "EAI_NONAME"},
    {"ClientConnectorDNSError", CodeKind::Dns, "EAI_NONAME"},
    {"NameResolutionError", CodeKind::Dns, "EAI_NONAME"},
    {"NXDOMAIN", CodeKind::Dns, "EAI_NONAME"},
    {"NoNameservers", CodeKind::Dns, "EAI_AGAIN"},
    {"LifetimeTimeout", CodeKind::Dns, "EAI_AGAIN"},
    {"RemoteDisconnected", CodeKind::Disconnected, ""},
    {"ServerDisconnectedError", CodeKind::Disconnected, ""},
    {"IncompleteRead", CodeKind::Disconnected, ""},
    {"JSONDecodeError", CodeKind::Format, "json"},
    {"ContentTypeError", CodeKind::Format, "json"},
    {"ExpatError", CodeKind::Format, "xml"},
    {"ParseError", CodeKind::Format, "xml"},
    {"UnicodeDecodeError", CodeKind::Format, "text"},
    {"ValidationError", CodeKind::Format, "schema"},
    {"TimeoutError", CodeKind::Timeout, ""},
    {"TimeoutExpired", CodeKind::Timeout, ""},
    {"Timeout", CodeKind::Timeout, ""},
    {"InvalidPassword", CodeKind::SqlState, "28P01"},
    {"InsufficientPrivilege", CodeKind::SqlState, "42501"},
    {"UndefinedTable", CodeKind::SqlState, "42P01"},
    {"UndefinedColumn", CodeKind::SqlState, "42703"},
    {"UniqueViolation", CodeKind::SqlState, "23505"},
    {"ForeignKeyViolation", CodeKind::SqlState, "23503"},
    {"NotNullViolation", CodeKind::SqlState, "23502"},
    {"DeadlockDetected", CodeKind::SqlState, "40P01"},
    {"SerializationFailure", CodeKind::SqlState, "40001"},
    {"TooManyConnections", CodeKind::SqlState, "53300"},
    {"QueryCanceled", CodeKind::SqlState, "57014"},
    {"AdminShutdown", CodeKind::SqlState, "57P01"},
    {"CannotConnectNow", CodeKind::SqlState, "57P03"},
    {"InvalidCatalogName", CodeKind::SqlState, "3D000"},
};

/// Names of HTTP errors that client libraries give to their types, and reason phrases without their blanks.
constexpr Entry HttpNames[] = {
    {"badrequest", CodeKind::Http, "400"},
    {"unauthorized", CodeKind::Http, "401"},
    {"paymentrequired", CodeKind::Http, "402"},
    {"forbidden", CodeKind::Http, "403"},
    {"notfound", CodeKind::Http, "404"},
    {"methodnotallowed", CodeKind::Http, "405"},
    {"proxyauthenticationrequired", CodeKind::Http, "407"},
    {"requesttimeout", CodeKind::Http, "408"},
    {"conflict", CodeKind::Http, "409"},
    {"gone", CodeKind::Http, "410"},
    {"preconditionfailed", CodeKind::Http, "412"},
    {"requestentitytoolarge", CodeKind::Http, "413"},
    {"unprocessableentity", CodeKind::Http, "422"},
    {"toomanyrequests", CodeKind::Http, "429"},
    {"internalservererror", CodeKind::Http, "500"},
    {"notimplemented", CodeKind::Http, "501"},
    {"badgateway", CodeKind::Http, "502"},
    {"serviceunavailable", CodeKind::Http, "503"},
    {"gatewaytimeout", CodeKind::Http, "504"},
};

/// Names of python-ldap, which are RFC 4511's in capitals.
constexpr Entry LdapNames[] = {
    {"OPERATIONS_ERROR", CodeKind::Ldap, "operationsError"},
    {"TIMELIMIT_EXCEEDED", CodeKind::Ldap, "timeLimitExceeded"},
    {"SIZELIMIT_EXCEEDED", CodeKind::Ldap, "sizeLimitExceeded"},
    {"STRONG_AUTH_REQUIRED", CodeKind::Ldap, "strongerAuthRequired"},
    {"CONFIDENTIALITY_REQUIRED", CodeKind::Ldap, "confidentialityRequired"},
    {"CONSTRAINT_VIOLATION", CodeKind::Ldap, "constraintViolation"},
    {"TYPE_OR_VALUE_EXISTS", CodeKind::Ldap, "attributeOrValueExists"},
    {"NO_SUCH_OBJECT", CodeKind::Ldap, "noSuchObject"},
    {"NO_SUCH_ATTRIBUTE", CodeKind::Ldap, "noSuchAttribute"},
    {"INVALID_DN_SYNTAX", CodeKind::Ldap, "invalidDNSyntax"},
    {"INVALID_CREDENTIALS", CodeKind::Ldap, "invalidCredentials"},
    {"INSUFFICIENT_ACCESS", CodeKind::Ldap, "insufficientAccessRights"},
    {"BUSY", CodeKind::Ldap, "busy"},
    {"UNAVAILABLE", CodeKind::Ldap, "unavailable"},
    {"UNWILLING_TO_PERFORM", CodeKind::Ldap, "unwillingToPerform"},
    {"OBJECT_CLASS_VIOLATION", CodeKind::Ldap, "objectClassViolation"},
    {"ALREADY_EXISTS", CodeKind::Ldap, "entryAlreadyExists"},
    {"ADMINLIMIT_EXCEEDED", CodeKind::Ldap, "adminLimitExceeded"},
    {"SERVER_DOWN", CodeKind::Ldap, "serverDown"},
    {"CONNECT_ERROR", CodeKind::Ldap, "connectError"},
    {"TIMEOUT", CodeKind::Timeout, ""},
};

struct Number {
    int number;
    const char *name;
};

constexpr Number Errnos[] = {
    {1, "EPERM"},         {2, "ENOENT"},        {3, "ESRCH"},          {4, "EINTR"},        {5, "EIO"},
    {6, "ENXIO"},         {7, "E2BIG"},         {8, "ENOEXEC"},        {9, "EBADF"},        {10, "ECHILD"},
    {11, "EAGAIN"},       {12, "ENOMEM"},       {13, "EACCES"},        {14, "EFAULT"},      {16, "EBUSY"},
    {17, "EEXIST"},       {18, "EXDEV"},        {19, "ENODEV"},        {20, "ENOTDIR"},     {21, "EISDIR"},
    {22, "EINVAL"},       {23, "ENFILE"},       {24, "EMFILE"},        {25, "ENOTTY"},      {26, "ETXTBSY"},
    {27, "EFBIG"},        {28, "ENOSPC"},       {29, "ESPIPE"},        {30, "EROFS"},       {31, "EMLINK"},
    {32, "EPIPE"},        {36, "ENAMETOOLONG"}, {38, "ENOSYS"},        {39, "ENOTEMPTY"},   {40, "ELOOP"},
    {71, "EPROTO"},       {88, "ENOTSOCK"},     {95, "EOPNOTSUPP"},    {98, "EADDRINUSE"},  {99, "EADDRNOTAVAIL"},
    {100, "ENETDOWN"},    {101, "ENETUNREACH"}, {103, "ECONNABORTED"}, {104, "ECONNRESET"}, {105, "ENOBUFS"},
    {107, "ENOTCONN"},    {110, "ETIMEDOUT"},   {111, "ECONNREFUSED"}, {112, "EHOSTDOWN"},  {113, "EHOSTUNREACH"},
    {115, "EINPROGRESS"}, {116, "ESTALE"},      {121, "EREMOTEIO"},    {122, "EDQUOT"},     {125, "ECANCELED"},
    {126, "ENOKEY"},      {128, "EKEYREVOKED"},
};

constexpr Number WindowsErrors[] = {
    {2, "ENOENT"},
    {3, "ENOENT"},
    {5, "EACCES"},
    {32, "EBUSY"},
    {87, "EINVAL"},
    {112, "ENOSPC"},
    {121, "ETIMEDOUT"},
    {183, "EEXIST"},
    {193, "ENOEXEC"},
    {267, "ENOTDIR"},
    {10013, "EACCES"},
    {10048, "EADDRINUSE"},
    {10049, "EADDRNOTAVAIL"},
    {10050, "ENETDOWN"},
    {10051, "ENETUNREACH"},
    {10053, "ECONNABORTED"},
    {10054, "ECONNRESET"},
    {10060, "ETIMEDOUT"},
    {10061, "ECONNREFUSED"},
    {10064, "EHOSTDOWN"},
    {10065, "EHOSTUNREACH"},
};

constexpr const char *Signals[] = {"",        "SIGHUP",  "SIGINT",    "SIGQUIT", "SIGILL",  "SIGTRAP", "SIGABRT",
                                   "SIGBUS",  "SIGFPE",  "SIGKILL",   "SIGUSR1", "SIGSEGV", "SIGUSR2", "SIGPIPE",
                                   "SIGALRM", "SIGTERM", "SIGSTKFLT", "SIGCHLD", "SIGCONT", "SIGSTOP"};

char lower(char c)
{
    return isUpper(c) ? char(c + 32) : c;
}

QByteArray lowered(QByteArrayView text)
{
    QByteArray out(text.size(), Qt::Uninitialized);
    std::transform(text.begin(), text.end(), out.begin(), lower);
    return out;
}

template <std::size_t N>
const Entry *entryOf(const Entry (&table)[N], QByteArrayView name)
{
    const char first = name.isEmpty() ? '\0' : name[0];
    const auto found = std::find_if(std::begin(table), std::end(table), [name, first](const Entry &one) {
        return one.pattern[0] == first && name == QByteArrayView(one.pattern);
    });
    return found == std::end(table) ? nullptr : found;
}

template <std::size_t N>
const char *nameOf(const Number (&table)[N], int number)
{
    const auto found =
        std::find_if(std::begin(table), std::end(table), [number](const Number &one) { return one.number == number; });
    return found == std::end(table) ? nullptr : found->name;
}

/// Phrases by their first word, so that a text costs one look-up a word.
class PhraseIndex
{
public:
    PhraseIndex()
    {
        for (const Entry &one : Phrases) {
            const std::string_view phrase(one.pattern);
            m_byWord[phrase.substr(0, wordLength(phrase, 0))].push_back(&one);
        }
    }
    static std::size_t wordLength(std::string_view text, std::size_t at)
    {
        std::size_t end = at;
        while (end < text.size() && isWord(text[end]))
            ++end;
        return end - at;
    }
    template <typename Take>
    void search(std::string_view text, Take take) const
    {
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t length = wordLength(text, at);
            if (length == 0) {
                ++at;
                continue;
            }
            if (const auto found = m_byWord.find(text.substr(at, length)); found != m_byWord.end()) {
                for (const Entry *one : found->second) {
                    const std::string_view phrase(one->pattern);
                    const std::size_t end = at + phrase.size();
                    if (text.substr(at, phrase.size()) == phrase && (end == text.size() || !isWord(text[end]))) {
                        take(*one);
                        break;
                    }
                }
            }
            at += length;
        }
    }

private:
    std::unordered_map<std::string_view, std::vector<const Entry *>> m_byWord;
};

/// Reads one exception; what is found first of a kind stays.
class CodeReader
{
public:
    CodeReader(QByteArrayView type, QByteArrayView message)
        : m_type(type), m_shortType(type.sliced(type.lastIndexOf('.') + 1)), m_bounded(bounded(message)),
          m_text(m_bounded), m_lower(lowered(m_bounded))
    {
    }

    std::vector<RootCode> run()
    {
        const auto hasAny = [this](QByteArrayView signs) {
            return std::any_of(m_text.begin(), m_text.end(), [signs](char c) { return signs.contains(c); });
        };
        readPhrases();
        readTlsReason();
        if (std::any_of(m_text.begin(), m_text.end(), isDigit))
            readNumbers();
        readHttpSpellings();
        readGoStatus();
        readActiveDirectory();
        if (hasAny("\"'<.(["))
            readNamedCodes();
        readType();
        std::sort(m_found.begin(), m_found.end(), [](const RootCode &a, const RootCode &b) { return a.kind < b.kind; });
        return std::move(m_found);
    }

private:
    static QByteArray bounded(QByteArrayView message)
    {
        if (message.size() <= 2 * ReadLimit)
            return message.toByteArray();
        return message.first(ReadLimit).toByteArray() + '\n' + message.last(ReadLimit).toByteArray();
    }

    [[nodiscard]] bool has(CodeKind kind) const
    {
        return std::any_of(m_found.begin(), m_found.end(), [kind](const RootCode &one) { return one.kind == kind; });
    }
    void add(CodeKind kind, const QByteArray &value)
    {
        if (!has(kind))
            m_found.push_back({kind, value});
    }
    void add(const Entry &entry) { add(entry.kind, entry.value); }

    void readPhrases()
    {
        static const PhraseIndex Index;
        Index.search({m_lower.constData(), std::size_t(m_lower.size())}, [this](const Entry &entry) {
            // `Connection timed out` and `timed out` are one.
            if (entry.kind == CodeKind::Timeout && has(CodeKind::Errno))
                return;
            // AMQP's reply is no word of OAuth.
            if (entry.kind == CodeKind::OAuth && m_lower.contains("closedbybroker"))
                return;
            add(entry);
        });
    }

    /// `[SSL: CERTIFICATE_VERIFY_FAILED]` where no phrase told more.
    void readTlsReason()
    {
        const qsizetype at = m_lower.indexOf("[ssl: ");
        if (at < 0 || has(CodeKind::Tls))
            return;
        qsizetype end = at + 6;
        while (end < m_lower.size() && isWord(m_lower[end]))
            ++end;
        if (end > at + 6 && end - at < 60)
            add(CodeKind::Tls, m_lower.sliced(at + 6, end - at - 6));
    }

    void readNumbers()
    {
        const bool amqp = m_lower.contains("closedbybroker");
        const bool broken = m_lower.startsWith("<fault ");
        // Only what the exception says itself: a page or a header below has numbers of its own.
        const QByteArrayView head = QByteArrayView(m_text).first(std::min<qsizetype>(m_text.size(), 1024));
        for (const MeaningfulNumber &number : meaningfulNumbers(head)) {
            const qsizetype blank = number.code.indexOf(' ');
            const QByteArray kind = number.code.first(blank);
            const QByteArray value = number.code.sliced(blank + 1);
            if (kind == "http")
                add(CodeKind::Http, value);
            else if (kind == "errno")
                addErrno(number.span, value.toInt());
            else if (kind == "exit")
                addExit(value);
            else if (kind == "signal")
                addSignal(value.toInt());
            else if (kind == "sqlstate")
                add(CodeKind::SqlState, value);
            else
                add(CodeKind::Number, value);
        }
        if (amqp)
            readParenthesis(CodeKind::Amqp);
        if (broken)
            addDigits(CodeKind::Fault, 7);
        // Where TLS failed, python-ldap hands on OpenSSL's own number.
        if (const qsizetype at = m_lower.indexOf("'errno': "); at >= 0 && !has(CodeKind::Tls))
            addErrno({at, at}, digitsAt(at + 9).toInt());
    }

    void addErrno(Span span, int number)
    {
        if (has(CodeKind::Errno) || has(CodeKind::Dns))
            return;
        const QByteArrayView before =
            QByteArrayView(m_lower).first(span.begin).last(std::min<qsizetype>(span.begin, 10));
        if (before.contains("winerror") || number > 9999) {
            if (number == 11001 || number == 11002 || number == 11004)
                add(CodeKind::Dns, number == 11002 ? "EAI_AGAIN" : "EAI_NONAME");
            else if (const char *name = nameOf(WindowsErrors, number))
                add(CodeKind::Errno, name);
            else
                add(CodeKind::Errno, "windows " + QByteArray::number(number));
            return;
        }
        if (number < 0)
            add(CodeKind::Dns, number == -3 ? "EAI_AGAIN" : number == -5 ? "EAI_NODATA" : "EAI_NONAME");
        else if (m_shortType == QByteArrayView("gaierror"))
            add(CodeKind::Dns, "EAI_NONAME");
        else if (m_type.contains("ssl") || m_shortType.startsWith("SSL"))
            return; // OpenSSL counts for itself
        else if (const char *name = nameOf(Errnos, number))
            add(CodeKind::Errno, name);
        else if (number > 0)
            add(CodeKind::Errno, QByteArray::number(number));
    }

    void addExit(const QByteArray &value)
    {
        const int number = value.toInt();
        if (number < 0)
            addSignal(-number);
        else
            add(CodeKind::Exit, value);
    }

    void addSignal(int number)
    {
        if (number > 0 && std::size_t(number) < std::size(Signals))
            add(CodeKind::Signal, Signals[number]);
        else
            add(CodeKind::Signal, QByteArray::number(number));
    }

    [[nodiscard]] QByteArray digitsAt(qsizetype at) const
    {
        qsizetype end = at;
        while (end < m_text.size() && end - at < 6 && isDigit(m_text[end]))
            ++end;
        return m_text.sliced(std::min(at, m_text.size()), end - std::min(at, end));
    }
    void addDigits(CodeKind kind, qsizetype at)
    {
        if (at < m_text.size() && m_text[at] == '-')
            ++at;
        if (const QByteArray digits = digitsAt(at); !digits.isEmpty())
            add(kind, digits);
    }
    void readParenthesis(CodeKind kind)
    {
        if (const qsizetype at = m_text.indexOf('('); at >= 0)
            addDigits(kind, at + 1);
    }

    void addStatus(const QByteArray &digits)
    {
        const int status = digits.toInt();
        if (digits.size() == 3 && status >= 300 && status <= 599)
            add(CodeKind::Http, digits);
    }

    /// What has no word `HTTP` or `status` right before the number.
    void readHttpSpellings()
    {
        if (has(CodeKind::Amqp) || has(CodeKind::Http))
            return;
        const QByteArray leading = digitsAt(0);
        if (leading.size() == 3) {
            const QByteArrayView rest = QByteArrayView(m_lower).sliced(3);
            if (rest.startsWith(", message=") || rest.startsWith(": b'") || rest.startsWith(": {") ||
                rest.startsWith(": b\"") || rest.startsWith(" is not a valid httpstatus"))
                addStatus(leading);
        }
        // `AuthorizationException(403, 'security_exception', ...)`
        if (const qsizetype open = m_text.indexOf('(');
            open > 0 && !m_text.startsWith("RequestError") && m_type.endsWith(QByteArrayView(m_text).first(open)))
            addStatus(digitsAt(open + 1));
        if (!std::any_of(m_text.begin(), m_text.end(), isDigit)) {
            readReasonPhrases();
            return;
        }
        for (const char *const lead : {"status: ", "status=", "status_code=", "(http ", "http/1.1 ", "http/2 ",
                                       "\"status\": ", "\"status\":", "\"code\": ", "\"code\":", "'code': "}) {
            const qsizetype at = m_lower.indexOf(lead);
            if (at >= 0)
                addStatus(digitsAt(at + qsizetype(qstrlen(lead))));
        }
        if (!has(CodeKind::Http))
            readReasonPhrases();
    }

    void readReasonPhrases()
    {
        const qsizetype reason = m_lower.indexOf("reason: ");
        if (reason >= 0)
            addReasonPhrase(reason + 8);
        // `cannot connect to '...': Unauthorized`
        const qsizetype end = m_lower.indexOf('\n');
        const QByteArrayView line = QByteArrayView(m_lower).first(end < 0 ? m_lower.size() : end);
        if (const qsizetype colon = line.lastIndexOf(": "); colon >= 0 && !isOfShell(line))
            addReasonPhrase(colon + 2);
    }

    /// `sh: 1: kubectl: not found` is no answer of a server.
    static bool isOfShell(QByteArrayView line)
    {
        const QByteArrayView program = line.first(std::max<qsizetype>(line.indexOf(':'), 0));
        const QByteArrayView name = program.sliced(program.lastIndexOf('/') + 1);
        return name == "sh" || name == "bash" || name == "dash" || name == "zsh" || name == "ksh" || name == "env";
    }

    void addReasonPhrase(qsizetype at)
    {
        QByteArray bare;
        for (; at < m_lower.size() && m_lower[at] != '\n' && bare.size() < 40; ++at) {
            if (isLetter(m_lower[at]))
                bare += m_lower[at];
            else if (m_lower[at] != ' ' && m_lower[at] != '-')
                break;
        }
        if (at < m_lower.size() && m_lower[at] != '\n' && m_lower[at] != '.')
            return;
        if (const Entry *entry = entryOf(HttpNames, bare))
            add(*entry);
    }

    /// The word behind @p lead.
    [[nodiscard]] QByteArray wordAfter(QByteArrayView lead) const
    {
        const qsizetype at = m_text.indexOf(lead);
        if (at < 0)
            return {};
        qsizetype begin = at + lead.size();
        while (begin < m_text.size() && (m_text[begin] == ' ' || m_text[begin] == '"' || m_text[begin] == '\''))
            ++begin;
        qsizetype end = begin;
        while (end < m_text.size() && end - begin < 60 && (isWord(m_text[end]) || m_text[end] == '-'))
            ++end;
        return m_text.sliced(begin, end - begin);
    }
    void addWordAfter(CodeKind kind, QByteArrayView lead)
    {
        const QByteArray word = wordAfter(lead);
        if (!word.isEmpty() && isLetter(word[0]))
            add(kind, word);
    }

    void readNamedCodes()
    {
        if (m_text.contains("StatusCode."))
            addWordAfter(CodeKind::Grpc, "StatusCode.");
        if (m_text.contains("An error occurred ("))
            addWordAfter(CodeKind::S3, "An error occurred (");
        else if (m_text.contains("<Code>"))
            addWordAfter(CodeKind::S3, "<Code>");
        // The administration of Ceph's gateway answers in JSON; a client may print it as a dict.
        else if (m_text.contains("\"Code\":"))
            addWordAfter(CodeKind::S3, "\"Code\":");
        else if (m_text.contains("'Code':"))
            addWordAfter(CodeKind::S3, "'Code':");
        if (m_text.contains("\"Status\"") || m_type.startsWith("kubernetes"))
            addWordAfter(CodeKind::Kubernetes, "\"reason\":");
        // `(AuthorizationFailed) The client ...` of Azure, `(vim.fault.InvalidLogin) {` of vSphere
        if (m_text.startsWith("(vim.fault."))
            addWordAfter(CodeKind::Request, "(vim.fault.");
        else if (m_type.startsWith("azure.") && m_text.startsWith('('))
            addWordAfter(CodeKind::Request, "(");
        // `('28000', "[28000] [Microsoft]...")` of ODBC
        constexpr qsizetype StateSize = 5;
        if (m_type.startsWith("pyodbc") && m_text.startsWith("('") && m_text.indexOf('\'', 2) == 2 + StateSize)
            add(CodeKind::SqlState, m_text.sliced(2, StateSize));
        readSchema();
        readRequestId();
    }

    /// `rpc error: code = PermissionDenied desc = ...`, where no status of Python's says it as well.
    void readGoStatus()
    {
        if (m_lower.contains("rpc error: code = ") && !m_text.contains("StatusCode."))
            add(CodeKind::Grpc, screaming(wordAfter("code = ")));
    }

    /// pydantic: `[type=missing, ...]`, and `(type=value_error.missing)` of version 1.
    void readSchema()
    {
        if (m_shortType != QByteArrayView("ValidationError") && !m_lower.contains(" validation error"))
            return;
        qsizetype at = m_lower.indexOf("[type=");
        at = at < 0 ? m_lower.indexOf("(type=") : at;
        if (at < 0)
            return;
        qsizetype end = at + 6;
        while (end < m_lower.size() && end - at < 60 &&
               (isLower(m_lower[end]) || m_lower[end] == '_' || m_lower[end] == '.'))
            ++end;
        if (end > at + 6)
            add(CodeKind::Format, "schema " + m_lower.sliced(at + 6, end - at - 6));
    }

    /// `AcceptSecurityContext error, data 52e`: wrong password, locked, expired are one result of LDAP otherwise.
    void readActiveDirectory()
    {
        const qsizetype context = m_lower.indexOf("acceptsecuritycontext");
        const qsizetype at = context < 0 ? -1 : m_lower.indexOf(" data ", context);
        if (at < 0 || at - context > 60)
            return;
        qsizetype end = at + 6;
        while (end < m_lower.size() && end - at < 12 && isHex(m_lower[end]))
            ++end;
        if (end > at + 6)
            add(CodeKind::Number, m_lower.sliced(at + 6, end - at - 6));
    }

    /// `RequestError(400, 'index_not_found_exception', ...)`, `{"id": "unauthorized", ...}`.
    void readRequestId()
    {
        if (m_shortType == QByteArrayView("RequestError") || m_text.contains("RequestError(")) {
            const qsizetype comma = m_text.indexOf(", '");
            if (comma >= 0)
                addWordAfter(CodeKind::Request, ", '");
        }
        const QByteArray id = m_text.contains("\"id\"") ? wordAfter("\"id\":") : QByteArray();
        if (id.size() > 2 && std::all_of(id.begin(), id.end(), [](char c) { return isLower(c) || c == '_'; }))
            add(CodeKind::Request, id);
    }

    /// `DeadlineExceeded` -> `DEADLINE_EXCEEDED`: Go and Python name gRPC's codes differently.
    static QByteArray screaming(const QByteArray &word)
    {
        QByteArray out;
        for (const char c : word) {
            if (isUpper(c) && !out.isEmpty())
                out += '_';
            out += isLower(c) ? char(c - 32) : c;
        }
        return out;
    }

    void readType()
    {
        if (m_type.startsWith("ldap.")) {
            if (const Entry *entry = entryOf(LdapNames, m_shortType))
                add(*entry);
        }
        if (m_shortType.startsWith("One") && m_shortType.endsWith("Exception") && m_shortType.size() > 12)
            add(CodeKind::OpenNebula, m_shortType.sliced(3, m_shortType.size() - 12).toByteArray());
        if (const Entry *entry = entryOf(Types, m_shortType)) {
            const bool network = has(CodeKind::Errno) || has(CodeKind::Dns) || has(CodeKind::Timeout);
            if (!(network && (entry->kind == CodeKind::Errno || entry->kind == CodeKind::Timeout)))
                add(*entry);
        } else if (m_shortType.endsWith("Timeout") || m_shortType.endsWith("TimeoutError")) {
            if (!has(CodeKind::Errno))
                add(CodeKind::Timeout, {});
        }
        if (has(CodeKind::Http) || !m_type.contains('.') || m_type.startsWith("waldur_"))
            return;
        QByteArray name = lowered(m_shortType);
        for (const char *const end : {"exception", "error"}) {
            if (name.endsWith(end))
                name.chop(qsizetype(qstrlen(end)));
        }
        name.replace("http", "");
        if (const Entry *entry = entryOf(HttpNames, name))
            add(*entry);
    }

    QByteArrayView m_type;
    QByteArrayView m_shortType;
    QByteArray m_bounded;
    const QByteArray &m_text;
    QByteArray m_lower;
    std::vector<RootCode> m_found;
};

QByteArrayView packageOf(QByteArrayView module)
{
    const qsizetype slash = module.indexOf('/');
    return slash < 0 ? module : module.first(slash);
}

bool isTransport(QByteArrayView package)
{
    static constexpr std::array Names{
        QByteArrayView("httpx"),    QByteArrayView("httpcore"),  QByteArrayView("requests"),
        QByteArrayView("urllib3"),  QByteArrayView("aiohttp"),   QByteArrayView("anyio"),
        QByteArrayView("h11"),      QByteArrayView("h2"),        QByteArrayView("trio"),
        QByteArrayView("sniffio"),  QByteArrayView("tenacity"),  QByteArrayView("backoff"),
        QByteArrayView("eventlet"), QByteArrayView("gevent"),    QByteArrayView("uvloop"),
        QByteArrayView("certifi"),  QByteArrayView("OpenSSL"),   QByteArrayView("httplib2"),
        QByteArrayView("pycurl"),   QByteArrayView("websocket"), QByteArrayView("exceptiongroup")};
    return std::find(Names.begin(), Names.end(), package) != Names.end();
}

/// The client below the agent's last frame of a step, or below that of the exceptions raised from it.
FrameOwner clientOf(const Traceback &parsed, qint32 root, qint32 last)
{
    FrameOwner found = FrameOwner::None;
    const auto look = [&parsed, &found](qint32 at) {
        for (const Frame &frame : parsed.steps[std::size_t(at)].frames) {
            const FrameOwner owner = ownerOf(frame);
            if (owner == FrameOwner::Agent || owner == FrameOwner::Plugin)
                found = owner;
            else if (owner == FrameOwner::Sdk || owner == FrameOwner::Backend)
                found = owner;
            else if (found != FrameOwner::Sdk && found != FrameOwner::Backend &&
                     (owner == FrameOwner::Transport || found != FrameOwner::Transport))
                found = owner;
        }
    };
    // Frames above a handler stand in the exception that it raised, not in the one that it caught.
    look(root);
    const bool withoutAgent = found == FrameOwner::Transport || found == FrameOwner::Standard;
    for (qint32 at = last; withoutAgent && at >= 0 && at != root; at = parsed.steps[std::size_t(at)].previous) {
        const std::vector<Frame> &frames = parsed.steps[std::size_t(at)].frames;
        for (auto frame = frames.rbegin(); frame != frames.rend(); ++frame) {
            const FrameOwner owner = ownerOf(*frame);
            if (owner == FrameOwner::Sdk || owner == FrameOwner::Backend)
                return owner;
            if (owner == FrameOwner::Agent || owner == FrameOwner::Plugin)
                return found;
        }
    }
    return found;
}

/// More than that a program ended: what it printed may say why.
bool tells(const std::vector<RootCode> &codes)
{
    return !codes.empty() && codes.front().kind < CodeKind::Exit;
}

std::vector<RootCode> joined(std::vector<RootCode> codes, const std::vector<RootCode> &more)
{
    for (const RootCode &code : more) {
        if (std::none_of(codes.begin(), codes.end(), [&code](const RootCode &one) { return one.kind == code.kind; }))
            codes.push_back(code);
    }
    std::sort(codes.begin(), codes.end(), [](const RootCode &a, const RootCode &b) { return a.kind < b.kind; });
    return codes;
}

} // namespace

QByteArray RootCode::text() const
{
    static constexpr std::array Names{"dns", "tls",     "errno",  "timeout",  "disconnected", "http",  "oauth",
                                      "k8s", "limit",   "ldap",   "sqlstate", "grpc",         "amqp",  "s3",
                                      "one", "request", "format", "exit",     "signal",       "fault", "code"};
    const QByteArray name = Names[std::size_t(kind)];
    return value.isEmpty() ? name : name + ' ' + value;
}

std::vector<RootCode> codesOf(QByteArrayView type, QByteArrayView message)
{
    return CodeReader(type, message).run();
}

FrameOwner ownerOf(const Frame &frame)
{
    switch (frame.kind) {
    case FrameKind::Sdk:
        return FrameOwner::Sdk;
    case FrameKind::Std:
        return FrameOwner::Standard;
    case FrameKind::App:
        if (packageOf(frame.module) == QByteArrayView("waldur_client"))
            return FrameOwner::Sdk; // the client of older agents
        return packageOf(frame.module) == QByteArrayView("waldur_site_agent") ? FrameOwner::Agent : FrameOwner::Plugin;
    case FrameKind::Lib:
        break;
    }
    return isTransport(packageOf(frame.module)) ? FrameOwner::Transport : FrameOwner::Backend;
}

std::optional<QByteArray> RootCause::value(CodeKind kind) const
{
    const auto found =
        std::find_if(codes.begin(), codes.end(), [kind](const RootCode &one) { return one.kind == kind; });
    return found == codes.end() ? std::nullopt : std::optional(found->value);
}

std::vector<RootCause> rootCausesOf(const Traceback &parsed, QByteArrayView text, QByteArrayView message)
{
    std::vector<RootCause> found;
    for (const qint32 leaf : parsed.leaves()) {
        RootCause cause;
        cause.step = parsed.rootOf(leaf);
        std::vector<qint32> chain;
        for (qint32 at = leaf; at >= 0; at = parsed.steps[std::size_t(at)].previous) {
            chain.push_back(at);
            if (at == cause.step)
                break;
        }
        for (auto at = chain.rbegin(); at != chain.rend() && !tells(cause.codes); ++at) {
            const Step &step = parsed.steps[std::size_t(*at)];
            const QByteArray own = messageOf(text, step);
            const bool stored = *at == parsed.finalStep && own.trimmed().isEmpty();
            const auto codes = codesOf(step.type.of(text), stored ? message : QByteArrayView(own));
            if (cause.codeStep < 0 && !codes.empty())
                cause.codeStep = *at;
            cause.codes = joined(std::move(cause.codes), codes);
        }
        const std::vector<Frame> &frames = parsed.steps[std::size_t(cause.step)].frames;
        if (!frames.empty())
            cause.raisedBy = ownerOf(frames.back());
        cause.calledThrough = clientOf(parsed, cause.step, leaf);
        found.push_back(std::move(cause));
    }
    if (found.empty())
        found.push_back({-1, -1, codesOf({}, message), FrameOwner::None, FrameOwner::None});
    return found;
}

} // namespace waldesk::domain
