// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/cause/secretwords.h"

#include "models/domain/cause/characters.h"

#include <algorithm>

namespace waldesk::domain::secretwords
{

using namespace characters;

QByteArray normalised(QByteArrayView word)
{
    QByteArray out;
    out.reserve(word.size() + 8);
    for (qsizetype i = 0; i < word.size(); ++i) {
        const char c = word[i];
        if (c == '-' || c == '.' || c == ' ') {
            out += '_';
        } else if (isUpper(c)) {
            const bool afterSmall = i > 0 && (isLower(word[i - 1]) || isDigit(word[i - 1]));
            const bool lastOfCapitals = i > 0 && isUpper(word[i - 1]) && i + 1 < word.size() && isLower(word[i + 1]);
            if (afterSmall || lastOfCapitals)
                out += '_';
            out += char(c - 'A' + 'a');
        } else {
            out += c;
        }
    }
    return out;
}

bool allOf(QByteArrayView text, bool (*test)(char))
{
    return std::all_of(text.begin(), text.end(), test);
}

bool anyOf(QByteArrayView text, bool (*test)(char))
{
    return std::any_of(text.begin(), text.end(), test);
}

bool isSlug(QByteArrayView word)
{
    bool letters = false;
    bool digits = false;
    bool joined = false;
    for (const char c : word) {
        if (isLetter(c)) {
            letters = true;
        } else if (isDigit(c)) {
            digits = true;
        } else if (isOneOf(c, "-_./:")) {
            joined = true;
            letters = digits = false;
            continue;
        } else {
            return false;
        }
        if (letters && digits)
            return false;
    }
    return joined;
}

bool looksSecret(QByteArrayView word)
{
    constexpr qsizetype Short = 8;
    constexpr qsizetype Long = 24;
    if (word.size() < Short)
        return false;
    const bool digit = anyOf(word, isDigit);
    const bool letter = anyOf(word, isLetter);
    if (!letter)
        return false;
    if (isSlug(word))
        return false;
    if (digit)
        return true;
    if (word.endsWith('='))
        return true;
    int turns = 0;
    for (qsizetype i = 1; i < word.size(); ++i)
        turns += isLower(word[i - 1]) && isUpper(word[i]) ? 1 : 0;
    return turns >= 3 || (word.size() >= Long && allOf(word, isAlnum));
}

bool isSentence(QByteArrayView value)
{
    if (!value.contains(' '))
        return false;
    const QByteArrayView text = value.trimmed();
    if (text.endsWith('.') || text.endsWith('!'))
        return true;
    const QByteArray low = ' ' + text.toByteArray().toLower() + ' ';
    for (const char *word : {" is ", " are ", " not ", " must ", " cannot ", " can't ", " required", " invalid ",
                             " expired ", " missing ", " failed ", " has ", " may ", " does ", " was ", " should "}) {
        if (low.contains(word))
            return true;
    }
    return false;
}

bool isPath(QByteArrayView value)
{
    if (value.startsWith("./") || value.startsWith("~/") || value.startsWith("../") || value.contains("://"))
        return true;
    if (value.size() > 2 && isLetter(value[0]) && value[1] == ':' && (value[2] == '\\' || value[2] == '/'))
        return true;
    if (value.startsWith('/')) {
        return value.indexOf('/', 1) > 0 && allOf(value, [](char c) { return isWord(c) || isOneOf(c, "-./@+:"); });
    }
    for (const char *end : {".pem", ".key", ".json", ".yaml", ".yml", ".txt", ".crt", ".conf", ".cfg", ".ini", ".env",
                            ".keytab", ".jks", ".p12", ".secret", ".token"}) {
        if (value.endsWith(end))
            return true;
    }
    return false;
}

bool isTypeWord(QByteArrayView word)
{
    for (const char *one :
         {"str", "bytes", "string", "int", "String", "SecretStr", "Any", "bool", "tuple", "list", "dict"}) {
        if (word == one)
            return true;
    }
    return word.startsWith("Optional[") || word.startsWith("Union[") || word.startsWith("Annotated[");
}

bool isTextCall(const QByteArray &word)
{
    for (const char *one : {"bytearray", "bytes", "str", "unicode", "repr", "quote", "quote_plus", "some"}) {
        if (word == one)
            return true;
    }
    return false;
}

bool isVariable(QByteArrayView value)
{
    if (value.size() < 2 || value[0] != '$')
        return false;
    return isOneOf(value[1], "{(") || (!isDigit(value[1]) && allOf(value.sliced(1), isWord));
}

bool isNumber(QByteArrayView value)
{
    return !value.isEmpty() && allOf(value, [](char c) { return isDigit(c) || isOneOf(c, ".,%/:"); });
}

bool isKeyWord(const QByteArray &word)
{
    for (const char *one : {"key", "name", "id", "param", "parameter", "variable", "var", "env", "property", "option",
                            "field", "@name", "k", "type", "kind"}) {
        if (word == one)
            return true;
    }
    return false;
}

bool isValueWord(const QByteArray &word)
{
    for (const char *one : {"value", "val", "content", "default", "data", "v", "new_value", "newvalue"}) {
        if (word == one)
            return true;
    }
    return false;
}

} // namespace waldesk::domain::secretwords
