// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/cause/redaction.h"
#include "models/domain/result.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

#include <memory>
#include <optional>
#include <vector>

namespace re2
{
class RE2;
}

namespace waldesk::domain
{

/// What a pattern of the table is held against; the table's own head explains each.
enum class RulePlace : quint8 {
    Shape,
    Guess,
    Keep,
    Name,
    Weak,
    Pair,
    NotName,
    Program,
    Option,
    OptionPair,
    Call,
    Harmless
};

struct SecretRule {
    RulePlace place = RulePlace::Shape;
    SecretKind kind = SecretKind::Token;
    QString name;
    QByteArray pattern;
    QByteArray masks; ///< an example; what has to go stands between guillemets
    QByteArray keeps; ///< an example that stays as it is
    std::shared_ptr<const re2::RE2> expression;
};

/// The table of resources/redaction/secrets.tsv, compiled once. Immutable; any thread may ask. Every expression is
/// RE2's, so that no text makes one of them slow.
class SecretRules
{
public:
    SecretRules();
    ~SecretRules();
    SecretRules(SecretRules &&) noexcept;
    SecretRules &operator=(SecretRules &&) noexcept;

    /// One sentence where a line is damaged.
    [[nodiscard]] static Result<SecretRules, QString> parse(const QByteArray &table);
    [[nodiscard]] static const SecretRules &builtIn();

    [[nodiscard]] const std::vector<SecretRule> &all() const;

    /// What a name says its value is.
    struct NameClass {
        std::optional<SecretKind> strong; ///< whatever the value is
        std::optional<SecretKind> weak;   ///< where the value looks like a secret
        bool pair = false;                ///< the value may be user:password
        bool program = false;
        bool none = false; ///< known to be no secret

        [[nodiscard]] bool isNothing() const { return !strong && !weak && !pair && !program; }
    };
    /// `name` in small letters, its words joined by underscores; `word` as it stands in the text.
    [[nodiscard]] NameClass classify(QByteArrayView name, QByteArrayView word) const;

    struct OptionRule {
        SecretKind kind = SecretKind::Password;
        bool pair = false;
    };
    /// A command line cut down to program, words and one option, VALUE for the value.
    [[nodiscard]] std::optional<OptionRule> option(QByteArrayView line) const;
    /// `name(VALUE`, `name(X, VALUE`.
    [[nodiscard]] std::optional<SecretKind> call(QByteArrayView head) const;
    /// A value in small letters that is no secret under any name.
    [[nodiscard]] bool isHarmless(QByteArrayView value) const;

    /// The rules of the text's own shapes that occur in it, in the table's order: one pass for all of them.
    [[nodiscard]] std::vector<const SecretRule *> occurring(QByteArrayView text) const;

private:
    struct Compiled;
    std::unique_ptr<const Compiled> m_compiled;
};

} // namespace waldesk::domain
