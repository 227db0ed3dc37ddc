// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/cause/knownpatterns.h"

#include "models/domain/cause/agentplace.h"
#include "models/domain/cause/causecomponents.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <array>
#include <cstring>

// Outside of every namespace: the macro declares a function of the global one.
static void loadPatternResources()
{
    Q_INIT_RESOURCE(waldesk_patterns);
}

namespace waldesk::domain
{
namespace
{

struct WhoEntry {
    WhoActs who;
    const char *word;
    const char *name;
};

constexpr std::array WhoTable{
    WhoEntry{WhoActs::SiteOperator, "site-operator", QT_TRANSLATE_NOOP("KnownPatterns", "Site operator")},
    WhoEntry{WhoActs::OfferingManager, "offering-manager", QT_TRANSLATE_NOOP("KnownPatterns", "Offering manager")},
    WhoEntry{WhoActs::WaldurOperator, "waldur-operator", QT_TRANSLATE_NOOP("KnownPatterns", "Waldur operator")},
    WhoEntry{WhoActs::Nobody, "nobody", QT_TRANSLATE_NOOP("KnownPatterns", "Nobody")}};

QString tr(const char *text)
{
    return QCoreApplication::translate("KnownPatterns", text);
}

struct OwnerEntry {
    FrameOwner owner;
    const char *word;
};

constexpr std::array OwnerTable{OwnerEntry{FrameOwner::Agent, "agent"},
                                OwnerEntry{FrameOwner::Plugin, "plugin"},
                                OwnerEntry{FrameOwner::Sdk, "sdk"},
                                OwnerEntry{FrameOwner::Backend, "backend"},
                                OwnerEntry{FrameOwner::Transport, "transport"},
                                OwnerEntry{FrameOwner::Standard, "standard"}};

/// How much a pattern tells when it holds: what it looks at decides, not where it stands in the table.
int rankOf(const PatternConditions &when)
{
    constexpr int Answer = 60; // what Waldur itself answered
    constexpr int Code = 40;
    constexpr int Words = 20;
    constexpr int Type = 15;
    constexpr int FinalType = 10;
    constexpr int Shape = 5;
    constexpr int More = 5; // each further condition
    int rank = 0;
    int conditions = 0;
    const auto take = [&](bool given, int value) {
        if (!given)
            return;
        rank = std::max(rank, value);
        ++conditions;
    };
    take(!when.status.empty(), Answer);
    take(!when.path.isEmpty(), Answer);
    take(!when.codes.isEmpty(), Code);
    take(!when.through.empty(), Shape);
    take(!when.anyText.isEmpty(), Words);
    take(!when.allText.isEmpty(), Words);
    take(!when.regex.pattern().isEmpty(), Words);
    take(!when.types.isEmpty(), Type);
    take(!when.finalTypes.isEmpty(), FinalType);
    take(when.traceback.has_value(), Shape);
    take(when.emptyMessage.has_value(), Shape);
    take(when.crashedInAgent, Shape);
    return rank + More * std::max(0, conditions - 1);
}

/// Takes a pattern from JSON; the first thing that is wrong is told.
class Reader
{
public:
    explicit Reader(const QJsonObject &object) : m_object(object) {}

    std::optional<KnownPattern> read()
    {
        KnownPattern pattern;
        pattern.id = text(m_object, "id");
        pattern.pill = text(m_object, "pill");
        pattern.explanation = text(m_object, "explanation");
        pattern.todo = text(m_object, "todo");
        if (pattern.id.isEmpty() || pattern.pill.isEmpty() || pattern.explanation.isEmpty())
            return fail(tr("id, pill and explanation are needed"));
        const QString who = text(m_object, "who");
        const auto entry = std::find_if(WhoTable.begin(), WhoTable.end(),
                                        [&who](const WhoEntry &one) { return who == QLatin1String(one.word); });
        if (entry == WhoTable.end())
            return fail(tr("who is one of site-operator, offering-manager, waldur-operator, nobody"));
        pattern.who = entry->who;
        const QJsonObject when = m_object.value(QLatin1String("match")).toObject();
        if (when.isEmpty())
            return fail(tr("match says when it holds, and is empty"));
        if (!readConditions(when, pattern.when))
            return std::nullopt;
        pattern.rank = m_object.value(QLatin1String("rank")).toInt(rankOf(pattern.when));
        return pattern;
    }
    [[nodiscard]] QString error() const { return m_error; }

private:
    bool readConditions(const QJsonObject &when, PatternConditions &out)
    {
        for (auto at = when.begin(); at != when.end(); ++at) {
            const QString name = at.key();
            const QJsonValue value = at.value();
            if (name == u"status")
                readStatus(value, out);
            else if (name == u"codes")
                readCodes(value, out);
            else if (name == u"through" && !readOwners(value, out))
                return false;
            else if (name == u"through")
                continue;
            else if (name == u"path")
                out.path = value.toString();
            else if (name == u"types")
                out.types = list(value);
            else if (name == u"finalTypes")
                out.finalTypes = list(value);
            else if (name == u"anyText")
                out.anyText = lowered(list(value));
            else if (name == u"allText")
                out.allText = lowered(list(value));
            else if (name == u"regex")
                out.regex = QRegularExpression(value.toString(), QRegularExpression::CaseInsensitiveOption);
            else if (name == u"traceback")
                out.traceback = value.toBool();
            else if (name == u"emptyMessage")
                out.emptyMessage = value.toBool();
            else if (name == u"crashedInAgent")
                out.crashedInAgent = value.toBool();
            else
                return fail(tr("there is no condition %1").arg(name)).has_value();
        }
        if (!out.regex.isValid())
            return fail(tr("the regular expression is broken: %1").arg(out.regex.errorString())).has_value();
        return true;
    }

    static void readCodes(const QJsonValue &value, PatternConditions &out)
    {
        for (const QString &code : list(value))
            out.codes.append(code.toUtf8());
    }
    bool readOwners(const QJsonValue &value, PatternConditions &out)
    {
        for (const QString &word : list(value)) {
            const auto entry = std::find_if(OwnerTable.begin(), OwnerTable.end(),
                                            [&word](const OwnerEntry &one) { return word == QLatin1String(one.word); });
            if (entry == OwnerTable.end())
                return fail(tr("through is one of agent, plugin, sdk, backend, transport, standard")).has_value();
            out.through.push_back(entry->owner);
        }
        return true;
    }
    static void readStatus(const QJsonValue &value, PatternConditions &out)
    {
        const QJsonArray all = value.isArray() ? value.toArray() : QJsonArray{value};
        for (const QJsonValue &one : all)
            out.status.push_back(one.toInt());
    }
    static QStringList list(const QJsonValue &value)
    {
        QStringList found;
        const QJsonArray all = value.isArray() ? value.toArray() : QJsonArray{value};
        for (const QJsonValue &one : all)
            found.append(one.toString());
        return found;
    }
    static QByteArrayList lowered(const QStringList &texts)
    {
        QByteArrayList found;
        for (const QString &one : texts)
            found.append(one.toLower().toUtf8());
        return found;
    }
    static QString text(const QJsonObject &object, const char *name)
    {
        return object.value(QLatin1String(name)).toString().trimmed();
    }
    std::optional<KnownPattern> fail(const QString &why)
    {
        m_error = why;
        return std::nullopt;
    }

    QJsonObject m_object;
    QString m_error;
};

/// What conditions look at, computed once for an error.
class Subject
{
public:
    explicit Subject(const ParsedError &error) : m_error(error), m_message(QString::fromUtf8(error.message.left(Limit)))
    {
        m_text = m_message;
        for (const Step &step : error.parsed.steps) {
            m_types.append(QString::fromUtf8(shortType(step.type.of(error.traceback))));
            if (&step != error.parsed.final())
                m_text += QLatin1Char('\n') + QString::fromUtf8(messageOf(error.traceback, step).left(Limit));
        }
        m_lower = m_text.toLower().toUtf8();
        // Of a group of exceptions the members decide.
        m_finalTypes.append(QString::fromUtf8(error.typeName));
        m_own.append(m_message);
        for (const qint32 leaf : error.parsed.leaves()) {
            const Step &step = error.parsed.steps[std::size_t(leaf)];
            m_finalTypes.append(QString::fromUtf8(shortType(step.type.of(error.traceback))));
            if (&step != error.parsed.final())
                m_own.append(QString::fromUtf8(messageOf(error.traceback, step).left(Limit)));
        }
    }

    /// How much the pattern tells about this error; nullopt where it does not hold.
    [[nodiscard]] std::optional<int> rank(const KnownPattern &pattern) const
    {
        const PatternConditions &when = pattern.when;
        const std::optional<int> behind = rootPlace(when);
        if (!behind || !meetsStatus(when) || !meetsTypes(when) || !meetsText(when) || !meetsShape(when))
            return std::nullopt;
        // The first code of an exception tells most: a refused certificate more than the connection that broke on it.
        constexpr int EachPlace = 6;
        return pattern.rank - EachPlace * *behind;
    }

private:
    static bool isOf(const RootCode &code, const QByteArrayList &wanted)
    {
        return std::any_of(wanted.begin(), wanted.end(), [text = code.text()](const QByteArray &one) {
            return text == one || (text.startsWith(one) && text[one.size()] == ' ');
        });
    }
    /// The place of the wanted code among the codes of a root cause, 0 where no code is wanted; nullopt where no root
    /// cause has the code and the frames that are wanted.
    [[nodiscard]] std::optional<int> rootPlace(const PatternConditions &when) const
    {
        if (when.codes.isEmpty() && when.through.empty())
            return 0;
        std::optional<int> best;
        for (const RootCause &root : m_error.roots) {
            const auto has = [&when](FrameOwner owner) {
                return std::find(when.through.begin(), when.through.end(), owner) != when.through.end();
            };
            if (!when.through.empty() && !has(root.raisedBy) && !has(root.calledThrough))
                continue;
            int place = 0;
            if (!when.codes.isEmpty()) {
                const auto code = std::find_if(root.codes.begin(), root.codes.end(),
                                               [&when](const RootCode &one) { return isOf(one, when.codes); });
                if (code == root.codes.end())
                    continue;
                place = int(code - root.codes.begin());
            }
            best = std::min(best.value_or(place), place);
        }
        return best;
    }
    [[nodiscard]] bool meetsStatus(const PatternConditions &when) const
    {
        if (when.status.empty() && when.path.isEmpty())
            return true;
        if (!m_error.sdk)
            return false;
        if (!when.status.empty() &&
            std::find(when.status.begin(), when.status.end(), m_error.sdk->status) == when.status.end())
            return false;
        if (when.path.isEmpty())
            return true;
        const QString path = QString::fromUtf8(m_error.sdk->path.of(m_error.message));
        return QRegularExpression(QRegularExpression::wildcardToRegularExpression(
                                      when.path, QRegularExpression::UnanchoredWildcardConversion))
            .match(path)
            .hasMatch();
    }
    [[nodiscard]] bool meetsTypes(const PatternConditions &when) const
    {
        const auto oneOf = [](const QStringList &list) {
            return [&list](const QString &type) {
                return list.contains(type);
            };
        };
        if (!when.types.isEmpty() && std::none_of(m_types.begin(), m_types.end(), oneOf(when.types)))
            return false;
        return when.finalTypes.isEmpty() ||
               std::any_of(m_finalTypes.begin(), m_finalTypes.end(), oneOf(when.finalTypes));
    }
    [[nodiscard]] bool meetsText(const PatternConditions &when) const
    {
        // Some hundred words are looked for in each error: memmem is several times as fast as QString's search.
        const auto has = [this](const QByteArray &one) {
            return memmem(m_lower.constData(), std::size_t(m_lower.size()), one.constData(), std::size_t(one.size())) !=
                   nullptr;
        };
        if (!when.anyText.isEmpty() && std::none_of(when.anyText.begin(), when.anyText.end(), has))
            return false;
        if (!std::all_of(when.allText.begin(), when.allText.end(), has))
            return false;
        return when.regex.pattern().isEmpty() ||
               std::any_of(m_own.begin(), m_own.end(),
                           [&when](const QString &message) { return when.regex.match(message).hasMatch(); });
    }
    [[nodiscard]] bool meetsShape(const PatternConditions &when) const
    {
        if (when.traceback && *when.traceback == m_error.traceback.trimmed().isEmpty())
            return false;
        if (when.emptyMessage && *when.emptyMessage != m_message.trimmed().isEmpty())
            return false;
        if (!when.crashedInAgent)
            return true;
        const Step *final = m_error.parsed.final();
        return final != nullptr && !final->frames.empty() && final->frames.back().kind == FrameKind::App;
    }

    static constexpr qsizetype Limit = 8192;
    const ParsedError &m_error;
    QString m_message;
    QStringList m_own; ///< its own message, and of a group those of the members that decide
    QString m_text;
    QByteArray m_lower; ///< m_text in small letters
    QStringList m_types;
    QStringList m_finalTypes;
};

} // namespace

QString whoName(WhoActs who)
{
    for (const WhoEntry &entry : WhoTable) {
        if (entry.who == who)
            return tr(entry.name);
    }
    return tr("Unknown");
}

QString whoWord(WhoActs who)
{
    for (const WhoEntry &entry : WhoTable) {
        if (entry.who == who)
            return QLatin1String(entry.word);
    }
    return {};
}

Result<KnownPatterns, QString> KnownPatterns::parse(const QByteArray &json)
{
    if (json.size() > LargestFile)
        return tr("The file is larger than any patterns are.");
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(json, &problem);
    if (problem.error != QJsonParseError::NoError)
        return tr("The patterns are no JSON: %1 at byte %2.").arg(problem.errorString()).arg(problem.offset);
    const QJsonValue list = document.object().value(QLatin1String("patterns"));
    if (!list.isArray())
        return tr("The file has no list \"patterns\".");
    KnownPatterns found;
    const QJsonArray all = list.toArray();
    for (qsizetype i = 0; i < all.size(); ++i) {
        Reader reader(all.at(i).toObject());
        std::optional<KnownPattern> pattern = reader.read();
        if (!pattern)
            return tr("Pattern %1 is damaged: %2.").arg(i + 1).arg(reader.error());
        found.m_patterns.push_back(std::move(*pattern));
    }
    found.m_digest = QCryptographicHash::hash(json, QCryptographicHash::Blake2b_256);
    return found;
}

Result<KnownPatterns, QString> KnownPatterns::read(QIODevice &file)
{
    return parse(file.read(LargestFile + 1));
}

const KnownPatterns &KnownPatterns::builtIn()
{
    static const KnownPatterns Patterns = [] {
        loadPatternResources();
        QFile file(QStringLiteral(":/waldesk/patterns/known.json"));
        const bool opened = file.open(QIODevice::ReadOnly);
        Q_ASSERT(opened);
        Result<KnownPatterns, QString> parsed = parse(opened ? file.readAll() : QByteArray());
        Q_ASSERT(parsed.has_value());
        KnownPatterns patterns = parsed ? std::move(parsed.value()) : KnownPatterns();
        // The search for the most telling one can leave out what tells less than one that was found.
        std::stable_sort(patterns.m_patterns.begin(), patterns.m_patterns.end(),
                         [](const KnownPattern &a, const KnownPattern &b) { return a.rank > b.rank; });
        return patterns;
    }();
    return Patterns;
}

void KnownPatterns::prepend(const KnownPatterns &own)
{
    m_patterns.insert(m_patterns.begin(), own.m_patterns.begin(), own.m_patterns.end());
    m_own += own.m_patterns.size();
    m_digest = QCryptographicHash::hash(own.m_digest + m_digest, QCryptographicHash::Blake2b_256);
}

const KnownPattern *KnownPatterns::find(const QString &id) const
{
    const auto found = std::find_if(m_patterns.begin(), m_patterns.end(),
                                    [&id](const KnownPattern &pattern) { return pattern.id == id; });
    return found == m_patterns.end() ? nullptr : &*found;
}

CauseFacts causeFacts(const ErrorText &error, const KnownPatterns &patterns, const FingerprintRules &rules)
{
    const ParsedError parsed = parseError(error, rules);
    CauseFacts facts;
    facts.fingerprint = fingerprintOf(error, parsed, rules);
    facts.place = agentPlace(parsed);
    const Subject subject(parsed);
    const KnownPattern *best = nullptr;
    int highest = 0;
    for (std::size_t i = 0; i < patterns.all().size(); ++i) {
        const KnownPattern &pattern = patterns.all()[i];
        const bool own = i < patterns.ownCount();
        if (!own && best != nullptr && pattern.rank <= highest)
            continue;
        const std::optional<int> rank = subject.rank(pattern);
        if (!rank || (best != nullptr && *rank <= highest))
            continue;
        best = &pattern;
        highest = *rank;
        if (own)
            break;
    }
    if (best != nullptr) {
        facts.pattern = best->id;
        facts.who = best->who;
        facts.closedByOperator = best->id.startsWith(QLatin1String(ClosedByOperatorId));
    }
    return facts;
}

} // namespace waldesk::domain
