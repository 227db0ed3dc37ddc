// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/cause/secretrules.h"

#include <QCoreApplication>
#include <QFile>

#include <re2/re2.h>
#include <re2/set.h>

#include <algorithm>
#include <array>

// Outside of every namespace: the macro declares a function of the global one.
static void loadRedactionResources()
{
    Q_INIT_RESOURCE(waldesk_redaction);
}

namespace waldesk::domain
{
namespace
{

struct PlaceWord {
    const char *word;
    RulePlace place;
};

constexpr std::array Places{PlaceWord{"shape", RulePlace::Shape},     PlaceWord{"guess", RulePlace::Guess},
                            PlaceWord{"keep", RulePlace::Keep},       PlaceWord{"name", RulePlace::Name},
                            PlaceWord{"weak", RulePlace::Weak},       PlaceWord{"pair", RulePlace::Pair},
                            PlaceWord{"notname", RulePlace::NotName}, PlaceWord{"program", RulePlace::Program},
                            PlaceWord{"option", RulePlace::Option},   PlaceWord{"option-pair", RulePlace::OptionPair},
                            PlaceWord{"call", RulePlace::Call},       PlaceWord{"harmless", RulePlace::Harmless}};

struct KindWord {
    const char *word;
    SecretKind kind;
};

constexpr std::array Kinds{KindWord{"-", SecretKind::Token},
                           KindWord{"private-key", SecretKind::PrivateKey},
                           KindWord{"authorization", SecretKind::Authorization},
                           KindWord{"cookie", SecretKind::Cookie},
                           KindWord{"url", SecretKind::UrlCredentials},
                           KindWord{"password", SecretKind::Password},
                           KindWord{"token", SecretKind::Token},
                           KindWord{"jwt", SecretKind::Jwt},
                           KindWord{"access-key", SecretKind::AccessKey},
                           KindWord{"email", SecretKind::Email}};

re2::StringPiece piece(QByteArrayView text)
{
    return {text.data(), std::size_t(text.size())};
}

re2::RE2::Options engineOptions()
{
    re2::RE2::Options wanted;
    wanted.set_log_errors(false);
    // Byte by byte: a class of characters of UTF-8 would be an automaton of its own, and a broken text would match
    // nothing.
    wanted.set_encoding(re2::RE2::Options::EncodingLatin1);
    // The automata of the whole table together; what does not fit would be built again and again.
    constexpr int64_t Memory = 64 << 20;
    wanted.set_max_mem(Memory);
    return wanted;
}

QByteArray exampleText(QByteArray text)
{
    return text.replace("\\n", "\n").replace("\\t", "\t");
}

} // namespace

/// One automaton for each group of rules that are held against the same thing.
struct SecretRules::Compiled {
    struct Group {
        explicit Group(re2::RE2::Anchor anchor) : set(engineOptions(), anchor) {}

        re2::RE2::Set set;
        std::vector<std::size_t> rules;

        [[nodiscard]] std::vector<std::size_t> matching(QByteArrayView subject) const
        {
            std::vector<int> ids;
            re2::RE2::Set::ErrorInfo trouble{};
            if (!set.Match(piece(subject), &ids, &trouble)) {
                // Out of memory is no proof of absence: all of them are to be tried.
                return trouble.kind == re2::RE2::Set::kOutOfMemory ? rules : std::vector<std::size_t>();
            }
            std::sort(ids.begin(), ids.end());
            std::vector<std::size_t> found;
            found.reserve(ids.size());
            for (const int id : ids)
                found.push_back(rules[std::size_t(id)]);
            return found;
        }
    };

    std::vector<SecretRule> table;
    Group text{re2::RE2::UNANCHORED};
    Group names{re2::RE2::ANCHOR_BOTH};
    Group programs{re2::RE2::ANCHOR_BOTH};
    Group commandLines{re2::RE2::ANCHOR_BOTH};
    Group calls{re2::RE2::ANCHOR_BOTH};
    Group harmless{re2::RE2::ANCHOR_BOTH};

    Group &groupOf(RulePlace place)
    {
        switch (place) {
        case RulePlace::Shape:
        case RulePlace::Guess:
        case RulePlace::Keep:
            return text;
        case RulePlace::Name:
        case RulePlace::Weak:
        case RulePlace::Pair:
        case RulePlace::NotName:
            return names;
        case RulePlace::Program:
            return programs;
        case RulePlace::Option:
        case RulePlace::OptionPair:
            return commandLines;
        case RulePlace::Call:
            return calls;
        case RulePlace::Harmless:
            return harmless;
        }
        return text;
    }
};

SecretRules::SecretRules() : m_compiled(std::make_unique<Compiled>())
{
}
SecretRules::~SecretRules() = default;
SecretRules::SecretRules(SecretRules &&) noexcept = default;
SecretRules &SecretRules::operator=(SecretRules &&) noexcept = default;

Result<SecretRules, QString> SecretRules::parse(const QByteArray &table)
{
    auto compiled = std::make_unique<Compiled>();
    int number = 0;
    const auto damaged = [&number](const QString &why) {
        return QStringLiteral("line %1: %2").arg(number).arg(why);
    };
    for (const QByteArray &line : table.split('\n')) {
        ++number;
        if (line.isEmpty() || line.startsWith('#'))
            continue;
        constexpr qsizetype Columns = 6;
        const QList<QByteArray> cells = line.split('\t');
        if (cells.size() != Columns)
            return damaged(QStringLiteral("has %1 columns, not 6").arg(cells.size()));
        const auto place =
            std::find_if(Places.begin(), Places.end(), [&](const PlaceWord &one) { return cells[0] == one.word; });
        const auto kind =
            std::find_if(Kinds.begin(), Kinds.end(), [&](const KindWord &one) { return cells[1] == one.word; });
        if (place == Places.end() || kind == Kinds.end())
            return damaged(QStringLiteral("unknown place or kind"));
        SecretRule rule{place->place,
                        kind->kind,
                        QString::fromUtf8(cells[2]),
                        cells[3],
                        exampleText(cells[4]),
                        exampleText(cells[5]),
                        std::make_shared<const re2::RE2>(piece(cells[3]), engineOptions())};
        if (!rule.expression->ok())
            return damaged(QString::fromStdString(rule.expression->error()));
        Compiled::Group &group = compiled->groupOf(rule.place);
        group.set.Add(piece(rule.pattern), nullptr);
        group.rules.push_back(compiled->table.size());
        compiled->table.push_back(std::move(rule));
    }
    for (Compiled::Group *group : {&compiled->text, &compiled->names, &compiled->programs, &compiled->commandLines,
                                   &compiled->calls, &compiled->harmless}) {
        if (!group->set.Compile())
            return QStringLiteral("the table is too large to be compiled");
    }
    SecretRules rules;
    rules.m_compiled = std::move(compiled);
    return rules;
}

const SecretRules &SecretRules::builtIn()
{
    static const SecretRules Rules = [] {
        loadRedactionResources();
        QFile file(QStringLiteral(":/waldesk/redaction/secrets.tsv"));
        const bool opened = file.open(QIODevice::ReadOnly);
        Result<SecretRules, QString> parsed = parse(opened ? file.readAll() : QByteArray());
        // A program that cannot mask must not go on handing texts over.
        if (!parsed || parsed.value().all().empty())
            qFatal("resources/redaction/secrets.tsv: %s", parsed ? "empty" : qPrintable(parsed.error()));
        return std::move(parsed.value());
    }();
    return Rules;
}

const std::vector<SecretRule> &SecretRules::all() const
{
    return m_compiled->table;
}

SecretRules::NameClass SecretRules::classify(QByteArrayView name, QByteArrayView word) const
{
    NameClass found;
    for (const std::size_t id : m_compiled->names.matching(name)) {
        const SecretRule &rule = m_compiled->table[id];
        if (rule.place == RulePlace::Name && !found.strong)
            found.strong = rule.kind;
        else if (rule.place == RulePlace::Weak && !found.weak)
            found.weak = rule.kind;
        else if (rule.place == RulePlace::Pair)
            found.pair = true;
        else if (rule.place == RulePlace::NotName) {
            NameClass nothing;
            nothing.none = true;
            return nothing;
        }
    }
    found.program = !m_compiled->programs.matching(word).empty();
    return found;
}

std::optional<SecretRules::OptionRule> SecretRules::option(QByteArrayView line) const
{
    const std::vector<std::size_t> ids = m_compiled->commandLines.matching(line);
    if (ids.empty())
        return std::nullopt;
    const SecretRule &rule = m_compiled->table[ids.front()];
    return OptionRule{rule.kind, rule.place == RulePlace::OptionPair};
}

std::optional<SecretKind> SecretRules::call(QByteArrayView head) const
{
    const std::vector<std::size_t> ids = m_compiled->calls.matching(head);
    return ids.empty() ? std::nullopt : std::optional(m_compiled->table[ids.front()].kind);
}

bool SecretRules::isHarmless(QByteArrayView value) const
{
    return !m_compiled->harmless.matching(value).empty();
}

std::vector<const SecretRule *> SecretRules::occurring(QByteArrayView text) const
{
    std::vector<const SecretRule *> found;
    for (const std::size_t id : m_compiled->text.matching(text))
        found.push_back(&m_compiled->table[id]);
    return found;
}

} // namespace waldesk::domain
